package org.aliquot.ingest.hapi.fulltext;

import java.sql.Connection;
import java.util.List;
import org.aliquot.ingest.copy.CopyBuffer;
import org.aliquot.ingest.hapi.table.Outbox;
import org.aliquot.ingest.hapi.table.StoredVersion;

/** Notes what is to be indexed, in the transaction that stores it. */
public final class FullTextOutbox implements Outbox {
    /** What the indexer takes in a pass, so that a load's runs are no work for hours. */
    static final int LONGEST_RUN = 200;

    private final boolean inBulk;

    /** @param inBulk whether what it notes may wait until no load is under way: an analyzer's result may not */
    public FullTextOutbox(boolean inBulk) {
        this.inBulk = inBulk;
    }

    @Override
    public String copyCommand() {
        return "copy aliquot_fulltext_pending (first_id, last_id, in_bulk, stored_at) from stdin (format binary)";
    }

    @Override
    public void write(Connection transaction, List<StoredVersion> stored, long nowMillis, CopyBuffer out) {
        long[] pids = stored.stream()
                .mapToLong(StoredVersion::pid)
                .sorted()
                .distinct()
                .toArray();
        int first = 0;
        for (int next = 1; next <= pids.length; next++) {
            boolean goesOn = next < pids.length && pids[next] == pids[next - 1] + 1 && next - first < LONGEST_RUN;
            if (!goesOn) {
                out.row(4)
                        .bigint(pids[first])
                        .bigint(pids[next - 1])
                        .bool(inBulk)
                        .timestamp(nowMillis);
                first = next;
            }
        }
    }
}
