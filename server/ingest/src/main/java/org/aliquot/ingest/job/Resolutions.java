package org.aliquot.ingest.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.job.ledger.LineEntry;
import org.aliquot.ingest.job.ledger.Resolution;

/** From what a store says of a line to what the ledger writes of it. */
final class Resolutions {
    private Resolutions() {}

    static LineEntry entry(int source, Item.Ready ready) {
        SourceLine line = ready.line().line();
        return new LineEntry(source, line.number(), line.offset(), ready.reference(), line.json());
    }

    /** A line behind an earlier one of its id waits for that one, whatever the store says it misses. */
    static List<Resolution> of(List<LineEntry> entries, List<Outcome> outcomes) {
        List<Resolution> resolutions = new ArrayList<>(entries.size());
        Set<String> waiting = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            LineEntry entry = entries.get(i);
            Resolution resolution = of(entry, outcomes.get(i));
            boolean isHeld =
                    resolution instanceof Resolution.Held && entry.reference().contains("/");
            resolutions.add(
                    isHeld && !waiting.add(entry.reference())
                            ? new Resolution.Held(entry, List.of(entry.reference()))
                            : resolution);
        }
        return resolutions;
    }

    private static Resolution of(LineEntry entry, Outcome outcome) {
        if (outcome instanceof Outcome.Stored) {
            return new Resolution.Stored();
        }
        if (outcome instanceof Outcome.Unchanged) {
            return new Resolution.Unchanged();
        }
        if (outcome instanceof Outcome.Refused refused) {
            return new Resolution.Refused(entry, refused.reason());
        }
        return new Resolution.Held(entry, ((Outcome.Unresolved) outcome).missing());
    }
}
