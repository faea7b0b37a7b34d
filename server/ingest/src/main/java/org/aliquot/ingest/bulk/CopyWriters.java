package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.hapi.table.BatchWriter;
import org.aliquot.ingest.hapi.table.StorageFacts;

/** Writers with their memory, to be used again. Thread-safe. */
final class CopyWriters {
    private final DataSource dataSource;
    private final StorageFacts facts;
    private final IndexHashes hashes;
    private final Queue<BatchWriter> idle = new ConcurrentLinkedQueue<>();

    CopyWriters(DataSource dataSource, StorageFacts facts, IndexHashes hashes) {
        this.dataSource = dataSource;
        this.facts = facts;
        this.hashes = hashes;
    }

    BatchWriter take() throws SQLException {
        BatchWriter writer = idle.poll();
        if (writer != null) {
            return writer;
        }
        try (Connection connection = dataSource.getConnection()) {
            return BatchWriter.open(connection, facts, hashes);
        }
    }

    void give(BatchWriter writer) {
        idle.add(writer);
    }
}
