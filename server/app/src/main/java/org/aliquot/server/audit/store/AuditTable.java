package org.aliquot.server.audit.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.server.audit.journal.Place;

/** Adds entries to the chain. */
public final class AuditTable {
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

    private final DataSource database;

    public AuditTable(DataSource database) {
        this.database = database;
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

    /** Adds a journal's lines and notes how far it has come, in one transaction: each line is in the chain once. */
    public void take(String journal, List<byte[]> lines, Place next) throws SQLException {
        inTransaction(connection -> {
            append(connection, lines);
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
        inTransaction(connection -> append(connection, lines));
    }

    private static void append(Connection connection, List<byte[]> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        List<AuditRow> rows = lines.stream().map(AuditRow::of).toList();
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
                    AuditRow::resource,
                    AuditRow::event);
            for (int i = 0; i < columns.size(); i++) {
                insert.setArray(3 + i, texts(connection, rows, columns.get(i)));
            }
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
