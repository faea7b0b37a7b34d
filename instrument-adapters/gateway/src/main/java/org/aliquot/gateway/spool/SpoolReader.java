package org.aliquot.gateway.spool;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.TranscriptId;

/** Reads beside the writer, never in its way: in WAL mode a reader sees the last commit and blocks nobody. */
final class SpoolReader implements AutoCloseable {
    static final String SUMMARY =
            "SELECT id, dialect, device, opened_at, closed_at, state, interrupted, size FROM transcript";

    /** A question to the database. */
    interface Question<T> {
        T ask(Db db) throws SQLException;
    }

    private final Db db;
    private boolean closed;

    SpoolReader(Path file) {
        this.db = SpoolSchema.openForReading(file);
    }

    /**
     * Asks.
     *
     * @throws SpoolException when the file cannot answer
     */
    synchronized <T> T read(Question<T> question) {
        if (closed) {
            throw new SpoolException("spool is closed");
        }
        try {
            return question.ask(db);
        } catch (SQLException e) {
            throw new SpoolException("spool could not be read: " + e.getMessage(), e);
        }
    }

    List<TranscriptSummary> transcripts(TranscriptFilter filter) {
        Where where = new Where();
        filter.device().ifPresent(device -> where.and("device = ?", device));
        filter.state().ifPresent(state -> where.and("state = ?", state.name()));
        filter.before().ifPresent(id -> where.and("id < ?", id.value()));
        return read(db -> db.list(
                SUMMARY + where.clause() + " ORDER BY id DESC LIMIT ?",
                SpoolReader::summary,
                where.values(filter.limit())));
    }

    List<MessageOutcome> outcomes(TranscriptId id) {
        return read(db -> db.list(
                """
                SELECT o.message, o.first_byte, o.end_byte, o.result, o.resources, o.at
                FROM outcome o JOIN transcript t ON t.number = o.transcript
                WHERE t.id = ? ORDER BY o.first_byte
                """,
                row -> new MessageOutcome(
                        Optional.ofNullable(row.getString(1)).map(MessageId::new),
                        new ByteRange(row.getInt(2), row.getInt(3)),
                        MessageOutcome.Result.valueOf(row.getString(4)),
                        row.getInt(5),
                        Instant.ofEpochMilli(row.getLong(6))),
                id.value()));
    }

    static TranscriptSummary summary(ResultSet row) throws SQLException {
        return new TranscriptSummary(
                new TranscriptId(row.getString("id")),
                new InstrumentId(row.getString("dialect"), row.getString("device")),
                Instant.ofEpochMilli(row.getLong("opened_at")),
                moment(row, "closed_at"),
                TranscriptState.valueOf(row.getString("state")),
                row.getInt("interrupted") != 0,
                row.getLong("size"));
    }

    static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static byte[] join(List<byte[]> chunks) {
        byte[] whole = new byte[chunks.stream().mapToInt(chunk -> chunk.length).sum()];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        return whole;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            db.close();
        } catch (SQLException e) {
            throw new SpoolException("spool could not be closed: " + e.getMessage(), e);
        }
    }

    /** Conditions that all hold, and their values in order. */
    static final class Where {
        private final StringBuilder conditions = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        void and(String condition, Object value) {
            conditions.append(values.isEmpty() ? " WHERE " : " AND ").append(condition);
            values.add(value);
        }

        String clause() {
            return conditions.toString();
        }

        Object[] values(Object... more) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(List.of(more));
            return all.toArray();
        }
    }
}
