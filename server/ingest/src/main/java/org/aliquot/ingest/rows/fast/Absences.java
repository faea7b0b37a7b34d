package org.aliquot.ingest.rows.fast;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.aliquot.ingest.rows.json.Reason;

/** How often resources were left to another extractor, and why. Thread-safe. */
public final class Absences {
    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    Absences() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void count(Reason reason) {
        counts.get(reason).increment();
    }

    /** Since the start; reasons that never occurred are left out. */
    public Map<Reason, Long> counts() {
        Map<Reason, Long> occurred = new EnumMap<>(Reason.class);
        counts.forEach((reason, count) -> {
            if (count.sum() > 0) {
                occurred.put(reason, count.sum());
            }
        });
        return occurred;
    }
}
