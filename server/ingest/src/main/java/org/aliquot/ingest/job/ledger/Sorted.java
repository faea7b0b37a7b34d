package org.aliquot.ingest.job.ledger;

import java.util.ArrayList;
import java.util.List;

/** Resolutions by kind. */
record Sorted(long stored, long unchanged, List<Resolution.Refused> refused, List<Resolution.Held> held) {
    static Sorted of(List<Resolution> lines) {
        long stored = 0;
        long unchanged = 0;
        List<Resolution.Refused> refused = new ArrayList<>();
        List<Resolution.Held> held = new ArrayList<>();
        for (Resolution line : lines) {
            if (line instanceof Resolution.Stored) {
                stored++;
            } else if (line instanceof Resolution.Unchanged) {
                unchanged++;
            } else if (line instanceof Resolution.Refused no) {
                refused.add(no);
            } else if (line instanceof Resolution.Held later) {
                held.add(later);
            }
        }
        return new Sorted(stored, unchanged, refused, held);
    }
}
