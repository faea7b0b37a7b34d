package org.aliquot.ingest.hapi.fulltext;

import java.util.List;
import org.aliquot.ingest.copy.CopyBuffer;
import org.aliquot.ingest.hapi.table.Outbox;
import org.aliquot.ingest.hapi.table.StoredVersion;

/** Notes what is to be indexed, in the transaction that stores it. */
public final class FullTextOutbox implements Outbox {
    @Override
    public String copyCommand() {
        return "copy aliquot_fulltext_pending (res_id, stored_at) from stdin (format binary)";
    }

    @Override
    public void write(List<StoredVersion> stored, long nowMillis, CopyBuffer out) {
        stored.stream()
                .mapToLong(StoredVersion::pid)
                .distinct()
                .forEach(pid -> out.row(2).bigint(pid).timestamp(nowMillis));
    }
}
