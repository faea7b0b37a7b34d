package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.hapi.table.BatchWriter;
import org.aliquot.ingest.hapi.table.Outbox;
import org.aliquot.ingest.hapi.table.StorageFacts;

/** Writers with their memory, to be used again. Thread-safe. */
public final class CopyWriters {
    private final DataSource dataSource;
    private final StorageFacts facts;
    private final IndexHashes hashes;
    private final List<Outbox> outboxes;
    private final Queue<BatchWriter> idle = new ConcurrentLinkedQueue<>();

    /** @param outboxes who else is told of each batch */
    public CopyWriters(DataSource dataSource, StorageFacts facts, IndexHashes hashes, List<Outbox> outboxes) {
        this.dataSource = dataSource;
        this.facts = facts;
        this.hashes = hashes;
        this.outboxes = List.copyOf(outboxes);
    }

    BatchWriter take() throws SQLException {
        BatchWriter writer = idle.poll();
        if (writer != null) {
            return writer;
        }
        try (Connection connection = dataSource.getConnection()) {
            return BatchWriter.open(connection, facts, hashes, outboxes);
        }
    }

    void give(BatchWriter writer) {
        idle.add(writer);
    }
}
