package org.aliquot.ingest.validate;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.Fault;

/** The faults of one line, the first {@link Fault#MOST} of them. */
final class Faults {
    private final List<Fault> found = new ArrayList<>(2);
    private boolean areMore;

    void add(Fault.Kind kind, Place place, String text) {
        if (isFull()) {
            areMore = true;
            return;
        }
        found.add(new Fault(kind, place.toString(), text));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether another would not be kept. */
    boolean isFull() {
        return found.size() == Fault.MOST - 1;
    }

    List<Fault> all() {
        if (areMore) {
            found.add(new Fault(Fault.Kind.INVALID, "", "has more faults, which are not listed"));
            areMore = false;
        }
        return found;
    }
}
