package org.aliquot.server.audit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Follows the chain from its first entry to its head. */
public final class AuditCheck {
    private static final int ROWS_AT_ONCE = 5_000;

    private final DataSource database;

    public AuditCheck(DataSource database) {
        this.database = database;
    }

    /**
     * What came of it.
     *
     * @param entries followed without fault
     * @param head where the chain ends
     * @param fault the first thing that is not as it was written; empty: all is
     */
    public record Result(long entries, Head head, Optional<String> fault) {}

    /** The end of the chain at some time. Noted elsewhere, it shows later that nothing before it was changed. */
    public record Head(long number, String hash) {
        @Override
        public String toString() {
            return number + ":" + hash;
        }
    }

    /** @param noted a head that the chain must contain, where one was noted */
    public Result follow(Optional<Head> noted) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return follow(connection, noted);
            } finally {
                connection.rollback();
                connection.setAutoCommit(before);
            }
        }
    }

    private static Result follow(Connection connection, Optional<Head> noted) throws SQLException {
        long seq;
        byte[] hash;
        Head head;
        try (PreparedStatement select =
                        connection.prepareStatement("select seq, hash, first, first_hash from aliquot_audit_head");
                ResultSet row = select.executeQuery()) {
            row.next();
            head = new Head(row.getLong(1), HexFormat.of().formatHex(row.getBytes(2)));
            seq = row.getLong(3);
            hash = row.getBytes(4);
        }
        long followed = 0;
        boolean isNotedMet = noted.isEmpty();
        if (noted.isPresent() && noted.get().number() == seq) {
            isNotedMet = noted.get().hash().equals(HexFormat.of().formatHex(hash));
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select seq, event, hash, recorded, type, subtype, action, outcome, client, username, fhir_user, address, patient,
                  resource
                from aliquot_audit order by seq""")) {
            select.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long number = row.getLong(1);
                    if (number != seq + 1) {
                        return new Result(followed, head, Optional.of("entry " + (seq + 1) + " is missing"));
                    }
                    seq = number;
                    String event = row.getString(2);
                    hash = Chain.next(hash, seq, event);
                    if (!Arrays.equals(hash, row.getBytes(3))) {
                        return new Result(
                                followed,
                                head,
                                Optional.of("entry " + seq + ", or one before it, is not as it was written"));
                    }
                    if (!isAsInEvent(row, event)) {
                        return new Result(
                                followed,
                                head,
                                Optional.of("entry " + seq + " has columns that do not say what its event says"));
                    }
                    if (noted.isPresent() && noted.get().number() == seq) {
                        isNotedMet = noted.get().hash().equals(HexFormat.of().formatHex(hash));
                    }
                    followed++;
                }
            }
        }
        if (seq != head.number() || !HexFormat.of().formatHex(hash).equals(head.hash())) {
            return new Result(
                    followed,
                    head,
                    Optional.of("the chain ends at entry " + seq + ", not at its head " + head.number()));
        }
        return new Result(
                followed,
                head,
                isNotedMet
                        ? Optional.empty()
                        : Optional.of("the head noted, " + noted.get().number() + ", is not of this chain"));
    }

    private static boolean isAsInEvent(ResultSet row, String event) throws SQLException {
        AuditRow said = AuditRow.of(event.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return said.recorded()
                        .equals(row.getObject(4, java.time.OffsetDateTime.class).toInstant())
                && isSaid(said.type(), row.getString(5))
                && isSaid(said.subtype(), row.getString(6))
                && isSaid(said.action(), row.getString(7))
                && isSaid(said.outcome(), row.getString(8))
                && isSaid(said.client(), row.getString(9))
                && isSaid(said.username(), row.getString(10))
                && isSaid(said.fhirUser(), row.getString(11))
                && isSaid(said.address(), row.getString(12))
                && isSaid(said.patient(), row.getString(13))
                && isSaid(said.resource(), row.getString(14));
    }

    // Whole where it was written before columns were cut.
    private static boolean isSaid(@Nullable String said, @Nullable String column) {
        return Objects.equals(AuditRow.column(said), column) || Objects.equals(said, column);
    }
}
