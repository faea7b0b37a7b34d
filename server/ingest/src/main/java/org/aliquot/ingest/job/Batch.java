package org.aliquot.ingest.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.job.ledger.Checkpoint;
import org.aliquot.ingest.job.ledger.LineEntry;
import org.aliquot.ingest.job.ledger.Resolution;

/** Lines of one source that become durable together. */
final class Batch {
    private final Checkpoint checkpoint;
    private final List<Item> items;
    private final long bytes;
    private final Set<String> references = new HashSet<>();

    /** @param bytes to be given back to the budget */
    Batch(Checkpoint checkpoint, List<Item> items, long bytes) {
        this.checkpoint = checkpoint;
        this.items = List.copyOf(items);
        this.bytes = bytes;
        for (Item item : items) {
            if (item instanceof Item.Ready ready && ready.hasId()) {
                references.add(ready.reference());
            }
        }
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return items.size();
    }

    /** How many of its lines can never be stored. */
    long bad() {
        return items.stream().filter(Item.Bad.class::isInstance).count();
    }

    /** Of its lines with ids. */
    Set<String> references() {
        return references;
    }

    /** What goes to the store: not what cannot be read, nor what is behind an earlier line of its id that waits. */
    List<PreparedLine> lines(Set<String> behind) {
        List<PreparedLine> lines = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item instanceof Item.Ready ready && !isBehind(ready, behind)) {
                lines.add(ready.line());
            }
        }
        return lines;
    }

    /** Writes the ledger's part. */
    void write(Connection connection, Set<String> behind, List<Outcome> outcomes) throws SQLException {
        checkpoint.write(connection, resolutions(behind, outcomes));
    }

    private List<Resolution> resolutions(Set<String> behind, List<Outcome> outcomes) {
        List<Resolution> resolutions = new ArrayList<>(items.size());
        List<LineEntry> sent = new ArrayList<>(outcomes.size());
        for (Item item : items) {
            if (item instanceof Item.Bad bad) {
                resolutions.add(new Resolution.Refused(bad.entry(), bad.reason()));
            } else if (item instanceof Item.Ready ready) {
                LineEntry entry = Resolutions.entry(checkpoint.source(), ready);
                if (isBehind(ready, behind)) {
                    resolutions.add(new Resolution.Held(entry, List.of(ready.reference())));
                } else {
                    sent.add(entry);
                }
            }
        }
        resolutions.addAll(Resolutions.of(sent, outcomes));
        return resolutions;
    }

    private static boolean isBehind(Item.Ready ready, Set<String> behind) {
        return ready.hasId() && behind.contains(ready.reference());
    }
}
