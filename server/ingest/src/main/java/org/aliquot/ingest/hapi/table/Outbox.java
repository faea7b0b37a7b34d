package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.aliquot.ingest.copy.CopyBuffer;

/** Rows that tell others of what a batch stored, in its transaction: they are told of all that is durable and no more. */
public interface Outbox {
    /** {@code copy TABLE (COLUMNS) from stdin (format binary)}. */
    String copyCommand();

    /**
     * Adds the rows for these versions, none where nobody wants to know.
     *
     * @param transaction to ask whether anybody does
     */
    void write(Connection transaction, List<StoredVersion> stored, long nowMillis, CopyBuffer out) throws SQLException;
}
