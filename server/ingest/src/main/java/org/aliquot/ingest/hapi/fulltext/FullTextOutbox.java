package org.aliquot.ingest.hapi.fulltext;

import java.sql.Connection;
import java.util.List;
import org.aliquot.ingest.copy.CopyBuffer;
import org.aliquot.ingest.hapi.table.Outbox;
import org.aliquot.ingest.hapi.table.StoredVersion;

/** Notes what is to be indexed, in the transaction that stores it. */
public final class FullTextOutbox implements Outbox {
    private final boolean inBulk;

    /** @param inBulk whether what it notes may wait until no load is under way: an analyzer's result may not */
    public FullTextOutbox(boolean inBulk) {
        this.inBulk = inBulk;
    }

    @Override
    public String copyCommand() {
        return "copy aliquot_fulltext_pending (res_id, in_bulk, stored_at) from stdin (format binary)";
    }

    @Override
    public void write(Connection transaction, List<StoredVersion> stored, long nowMillis, CopyBuffer out) {
        stored.stream()
                .mapToLong(StoredVersion::pid)
                .distinct()
                .forEach(pid -> out.row(3).bigint(pid).bool(inBulk).timestamp(nowMillis));
    }
}
