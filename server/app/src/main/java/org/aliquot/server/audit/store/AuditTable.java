package org.aliquot.server.audit.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.server.audit.journal.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds entries to the chain. */
public final class AuditTable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTable.class);

    private static final String LOCK_HEAD = "select seq, hash from aliquot_audit_head for update";
    private static final String MOVE_HEAD = "update aliquot_audit_head set seq = ?, hash = ?";
    private static final String INSERT = """
            insert into aliquot_audit (seq, recorded, type, subtype, action, outcome, client, username, fhir_user, address,
              patient, resource, event, hash)
            select * from unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[])""";
    private static final String MOVE_PLACE = """
            insert into aliquot_audit_journal (identity, file, place) values (?, ?, ?)
            on conflict (identity) do update set file = excluded.file, place = excluded.place""";

    /** Data exceptions, program limits, integrity constraints: what is refused now is refused again. */
    private static final Set<String> ABOUT_DATA = Set.of("22", "54", "23");

    private final DataSource database;
    private final Clock clock;

    public AuditTable(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How far a journal was taken. */
    public Place placeOf(String journal) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select file, place from aliquot_audit_journal where identity = ?")) {
            select.setString(1, journal);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Place(row.getLong(1), row.getLong(2)) : Place.BEGIN;
            }
        }
    }

    /**
     * Adds a journal's lines and notes how far it has come, in one transaction: each line is in the chain once. One that the
     * database refuses for what it holds comes as an entry that says so, and keeps no other from coming.
     */
    public void take(String journal, List<byte[]> lines, Place next) throws SQLException {
        add(lines, connection -> {
            try (PreparedStatement move = connection.prepareStatement(MOVE_PLACE)) {
                move.setString(1, journal);
                move.setLong(2, next.file());
                move.setLong(3, next.offset());
                move.executeUpdate();
            }
        });
    }

    /** Adds lines that are in no journal: a command's. */
    public void add(List<byte[]> lines) throws SQLException {
        add(lines, connection -> {});
    }

    private void add(List<byte[]> lines, Work atTheEnd) throws SQLException {
        Instant now = clock.instant();
        List<AuditRow> rows =
                lines.stream().map(line -> AuditRow.toStore(line, now)).toList();
        try {
            inTransaction(connection -> {
                append(connection, rows);
                atTheEnd.on(connection);
            });
        } catch (SQLException e) {
            if (!isAboutData(e)) {
                throw e;
            }
            inTransaction(connection -> {
                for (AuditRow row : rows) {
                    appendAlone(connection, row);
                }
                atTheEnd.on(connection);
            });
        }
    }

    private static void appendAlone(Connection connection, AuditRow row) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            append(connection, List.of(row));
        } catch (SQLException e) {
            if (!isAboutData(e)) {
                throw e;
            }
            connection.rollback(before);
            LOG.error(
                    "the database refused an audit entry (SQLSTATE {}): an entry that says so holds it",
                    e.getSQLState());
            append(connection, List.of(row.refused(e.getSQLState())));
        }
        connection.releaseSavepoint(before);
    }

    private static boolean isAboutData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == 5 && ABOUT_DATA.contains(state.substring(0, 2));
    }

    private static void append(Connection connection, List<AuditRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Long[] numbers = new Long[rows.size()];
        byte[][] hashes = new byte[rows.size()][];
        long seq;
        byte[] hash;
        try (PreparedStatement lock = connection.prepareStatement(LOCK_HEAD);
                ResultSet head = lock.executeQuery()) {
            head.next();
            seq = head.getLong(1);
            hash = head.getBytes(2);
        }
        for (int i = 0; i < hashes.length; i++) {
            seq++;
            hash = Chain.next(hash, seq, rows.get(i).event());
            numbers[i] = seq;
            hashes[i] = hash;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setArray(1, connection.createArrayOf("bigint", numbers));
            insert.setArray(
                    2,
                    texts(
                            connection,
                            rows,
                            row -> row.recorded().atOffset(ZoneOffset.UTC).toString()));
            List<Function<AuditRow, String>> columns = List.of(
                    AuditRow::type,
                    AuditRow::subtype,
                    AuditRow::action,
                    AuditRow::outcome,
                    AuditRow::client,
                    AuditRow::username,
                    AuditRow::fhirUser,
                    AuditRow::address,
                    AuditRow::patient,
                    AuditRow::resource);
            for (int i = 0; i < columns.size(); i++) {
                insert.setArray(3 + i, texts(connection, rows, columns.get(i).andThen(AuditRow::column)));
            }
            insert.setArray(13, texts(connection, rows, AuditRow::event));
            insert.setArray(14, connection.createArrayOf("bytea", hashes));
            insert.executeUpdate();
        }
        try (PreparedStatement move = connection.prepareStatement(MOVE_HEAD)) {
            move.setLong(1, seq);
            move.setBytes(2, hash);
            move.executeUpdate();
        }
    }

    private static Array texts(Connection connection, List<AuditRow> rows, Function<AuditRow, String> column)
            throws SQLException {
        Stream<String> values = rows.stream().map(column);
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void inTransaction(Work work) throws SQLException {
        inTransaction(database, work);
    }

    static void inTransaction(DataSource database, Work work) throws SQLException {
        Transaction.<Void, SQLException>in(database, connection -> {
            work.on(connection);
            return null;
        });
    }
}
