package org.aliquot.ingest.job;

import java.util.Objects;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;

/** A way into the database, by name; many jobs share it. */
public final class Lane {
    private final String name;
    private final BulkStore store;
    private final int batchLines;

    /** @param batchLines most lines of a batch that suit this store */
    public Lane(String name, BulkStore store, int batchLines) {
        this.name = Objects.requireNonNull(name, "name");
        this.store = Objects.requireNonNull(store, "store");
        this.batchLines = batchLines;
    }

    /** Such as {@code dao}. */
    public String name() {
        return name;
    }

    int batchLines() {
        return batchLines;
    }

    PreparedLine prepare(SourceLine line) throws LineRefusedException {
        return store.prepare(line);
    }

    LaneSession open() {
        return new LaneSession(store);
    }
}
