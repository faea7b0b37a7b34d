package org.aliquot.ingest.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The way of rows into a table where they are text already, such as CSV. */
public final class CopyText {
    private CopyText() {}

    /** Writes the rows. */
    @FunctionalInterface
    public interface Rows {
        void writeTo(OutputStream out) throws IOException, SQLException;
    }

    /**
     * Appends rows to a table, in the connection's transaction.
     *
     * @param command {@code copy TABLE (COLUMNS) from stdin (format csv)}
     * @return how many
     * @throws SQLException as the database says it; the transaction is then aborted
     */
    public static long send(Connection connection, String command, Rows rows) throws SQLException, IOException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(command);
        try {
            rows.writeTo(new Sending(copy));
            return copy.endCopy();
        } catch (Throwable e) {
            // Errors too: nothing else goes through while a COPY is open, and a rollback would never return.
            try {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            } catch (SQLException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** As it comes: whoever writes has a buffer. */
    private static final class Sending extends OutputStream {
        private final CopyIn copy;

        Sending(CopyIn copy) {
            this.copy = copy;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                copy.writeToCopy(bytes, offset, length);
            } catch (SQLException e) {
                throw new IOException("the database took no more rows", e);
            }
        }
    }
}
