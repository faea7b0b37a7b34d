package org.aliquot.ingest.copy;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The way of rows into a table. */
public final class CopyChannel {
    /** The server reads while we send: a whole buffer at once would wait in the socket. */
    private static final int CHUNK = 64 * 1024;

    private CopyChannel() {}

    /**
     * Appends the rows to their table, in the connection's transaction.
     *
     * @param command {@code copy TABLE (COLUMNS) from stdin (format binary)}
     * @throws SQLException as the database says it; the transaction is then aborted
     */
    public static void send(Connection connection, String command, CopyBuffer rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(command);
        try {
            for (int at = 0; at < rows.size(); at += CHUNK) {
                copy.writeToCopy(rows.bytes(), at, Math.min(CHUNK, rows.size() - at));
            }
            byte[] trailer = rows.trailer();
            copy.writeToCopy(trailer, 0, trailer.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
