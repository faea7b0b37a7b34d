package org.aliquot.ingest.job.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Lines that were refused, in the order of their sources. */
public final class RefusedLines {
    private final DataSource dataSource;

    public RefusedLines(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * A refused line.
     *
     * @param source its name
     */
    public record Refused(String source, LineEntry entry, String reason) {
        /** The line; null where it was too long to keep. */
        public byte @Nullable [] json() {
            return entry.json();
        }
    }

    /** Who gets them. */
    @FunctionalInterface
    public interface Reader {
        void read(Refused line) throws IOException;
    }

    /** Hands out each; holds only a few at once, however many there are. */
    public void forEach(String job, Reader reader) throws IOException {
        try {
            LedgerTransaction.in(dataSource, "errors cannot be read", connection -> {
                int rowsAtOnce = LineSizes.rowsAtOnce(connection, "ALIQUOT_INGEST_ERROR", job);
                try (PreparedStatement query = connection.prepareStatement("""
                        select s.NAME, e.SOURCE_NO, e.LINE_NO, e.BYTE_OFFSET, e.REFERENCE, e.REASON, e.LINE
                        from ALIQUOT_INGEST_ERROR e
                        join ALIQUOT_INGEST_SOURCE s on s.JOB_ID = e.JOB_ID and s.SOURCE_NO = e.SOURCE_NO
                        where e.JOB_ID = ? order by e.SOURCE_NO, e.LINE_NO""")) {
                    query.setFetchSize(rowsAtOnce);
                    query.setString(1, job);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            LineEntry entry = new LineEntry(
                                    row.getInt(2), row.getLong(3), row.getLong(4), row.getString(5), row.getBytes(7));
                            reader.read(new Refused(row.getString(1), entry, row.getString(6)));
                        }
                    }
                    return null;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
