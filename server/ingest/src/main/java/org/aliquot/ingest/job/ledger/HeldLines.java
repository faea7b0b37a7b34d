package org.aliquot.ingest.job.ledger;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;

/** Lines that wait for what they refer to, in the order of their sources. */
public final class HeldLines {
    // A line of an id waits for the earlier lines of that id; one without id waits for nobody.
    private static final String PAGE = """
            select SOURCE_NO, LINE_NO, BYTE_OFFSET, REFERENCE, MISSING, LINE from ALIQUOT_INGEST_HELD h
            where JOB_ID = ? and (SOURCE_NO, LINE_NO) > (?, ?)
              and not exists (
                select 1 from ALIQUOT_INGEST_HELD earlier
                where earlier.JOB_ID = h.JOB_ID and earlier.REFERENCE = h.REFERENCE and strpos(h.REFERENCE, '/') > 0
                  and (earlier.SOURCE_NO, earlier.LINE_NO) <= (?, ?))
            order by SOURCE_NO, LINE_NO""";

    private final DataSource dataSource;
    private final String job;

    public HeldLines(DataSource dataSource, String job) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.job = Objects.requireNonNull(job, "job");
    }

    /** A held line and what it waits for. */
    public record Held(LineEntry entry, List<String> missing) {}

    /** A held line without its content. */
    public record Waiting(int source, long line, String reference, List<String> missing, long bytes) {}

    /** How many there are. */
    public long count() {
        return in(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select count(*) from ALIQUOT_INGEST_HELD where JOB_ID = ?")) {
                query.setString(1, job);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** Those of the references of which a line is held. */
    public Set<String> among(Collection<String> references) {
        return in(connection -> {
            Array array = connection.createArrayOf("varchar", references.toArray());
            try (PreparedStatement query = connection.prepareStatement(
                    "select distinct REFERENCE from ALIQUOT_INGEST_HELD where JOB_ID = ? and REFERENCE = any (?)")) {
                query.setString(1, job);
                query.setArray(2, array);
                Set<String> held = new HashSet<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        held.add(rows.getString(1));
                    }
                }
                return held;
            } finally {
                array.free();
            }
        });
    }

    /**
     * The next lines after one, without those that wait for an earlier line of their own id.
     *
     * @param source of the line after which to begin; 0 for all
     * @param lines at most
     * @param bytes at most, but at least one line
     */
    public List<Held> after(int source, long line, int lines, long bytes) {
        return in(connection -> {
            int rowsAtOnce = LineSizes.rowsAtOnce(connection, "ALIQUOT_INGEST_HELD", job);
            try (PreparedStatement query = connection.prepareStatement(PAGE + " limit " + lines)) {
                query.setFetchSize(rowsAtOnce);
                query.setString(1, job);
                query.setInt(2, source);
                query.setLong(3, line);
                query.setInt(4, source);
                query.setLong(5, line);
                List<Held> page = new ArrayList<>();
                long size = 0;
                try (ResultSet row = query.executeQuery()) {
                    while ((page.isEmpty() || size < bytes) && row.next()) {
                        Held held = held(row);
                        page.add(held);
                        size += length(held.entry());
                    }
                }
                return page;
            }
        });
    }

    /**
     * All of them, without their content.
     *
     * @param limit more than these are not looked at
     */
    public List<Waiting> all(int limit) {
        return in(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select SOURCE_NO, LINE_NO, REFERENCE, MISSING, length(LINE) from ALIQUOT_INGEST_HELD
                    where JOB_ID = ? order by SOURCE_NO, LINE_NO limit ?""")) {
                query.setString(1, job);
                query.setInt(2, limit);
                List<Waiting> all = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        all.add(new Waiting(
                                row.getInt(1),
                                row.getLong(2),
                                row.getString(3),
                                LineWriter.split(row.getString(4)),
                                row.getLong(5)));
                    }
                }
                return all;
            }
        });
    }

    /** The content of some of them, in order. */
    public List<Held> these(List<Waiting> lines) {
        return in(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select SOURCE_NO, LINE_NO, BYTE_OFFSET, REFERENCE, MISSING, LINE from ALIQUOT_INGEST_HELD
                    where JOB_ID = ? and SOURCE_NO = ? and LINE_NO = ?""")) {
                List<Held> found = new ArrayList<>();
                for (Waiting line : lines) {
                    query.setString(1, job);
                    query.setInt(2, line.source());
                    query.setLong(3, line.line());
                    try (ResultSet row = query.executeQuery()) {
                        if (row.next()) {
                            found.add(held(row));
                        }
                    }
                }
                return found;
            }
        });
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                new LineEntry(
                        row.getInt("SOURCE_NO"),
                        row.getLong("LINE_NO"),
                        row.getLong("BYTE_OFFSET"),
                        row.getString("REFERENCE"),
                        row.getBytes("LINE")),
                LineWriter.split(row.getString("MISSING")));
    }

    private static long length(LineEntry entry) {
        byte[] json = entry.json();
        return json == null ? 0 : json.length;
    }

    private <T> T in(Transaction.Body<T, RuntimeException> body) {
        return LedgerTransaction.in(dataSource, "held lines cannot be read", body);
    }
}
