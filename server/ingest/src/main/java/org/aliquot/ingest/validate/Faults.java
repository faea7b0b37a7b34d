package org.aliquot.ingest.validate;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.Fault;

/** The faults of one line, the first {@link Fault#MOST} of them. */
final class Faults {
    private final List<Fault> found = new ArrayList<>(2);

    void add(Fault.Kind kind, Place place, String text) {
        if (!isFull()) {
            add(new Fault(kind, place.toString(), text));
        }
    }

    void add(Fault fault) {
        // Of a resource with several profiles, each may find the same.
        if (!isFull() && !found.contains(fault)) {
            found.add(fault);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether another would not be kept. */
    boolean isFull() {
        return found.size() == Fault.MOST - 1; // the last says that there are more
    }

    List<Fault> all() {
        List<Fault> all = new ArrayList<>(found);
        if (isFull()) {
            all.add(new Fault(Fault.Kind.INVALID, "", "more faults, if there are any, are not listed"));
        }
        return all;
    }
}
