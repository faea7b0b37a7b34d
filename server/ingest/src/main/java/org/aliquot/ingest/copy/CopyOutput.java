package org.aliquot.ingest.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The way of rows out of the database: several times faster than a result set, and never more than a row in memory. */
public final class CopyOutput {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(ISO_8859_1);

    /** Takes rows. */
    @FunctionalInterface
    public interface Reader {
        /** @throws IOException to end the reading */
        void row(CopyRow row) throws IOException;
    }

    private CopyOutput() {}

    /**
     * Reads all rows of a query, in the connection's transaction.
     *
     * @param query without parameters: COPY takes none
     * @return how many
     * @throws SQLException as the database says it; the transaction is then aborted
     * @throws IOException as the reader says it; the connection has then ended
     */
    public static long read(Connection connection, String query, Reader reader) throws SQLException, IOException {
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)");
        CopyRow row = new CopyRow();
        long rows = 0;
        boolean isFirst = true;
        try {
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                // PostgreSQL sends the header along with the first row.
                int at = isFirst ? headerOf(message) : 0;
                isFirst = false;
                if (row.read(message, at)) {
                    reader.row(row);
                    rows++;
                }
            }
            return rows;
        } finally {
            if (copy.isActive()) {
                // Rows may be on their way: who had this connection next would take them for an answer.
                connection.abort(Runnable::run);
            }
        }
    }

    /** Has whatever the connection is doing end with an error; from another thread. */
    public static void cancel(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    private static int headerOf(byte[] message) {
        int flags = SIGNATURE.length;
        int extension = flags + Integer.BYTES;
        if (message.length < extension + Integer.BYTES
                || !Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new IllegalStateException("COPY does not begin with PostgreSQL's signature");
        }
        return extension + Integer.BYTES + ByteBuffer.wrap(message).getInt(extension);
    }
}
