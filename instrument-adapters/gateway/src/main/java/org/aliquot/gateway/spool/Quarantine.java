package org.aliquot.gateway.spool;

import com.github.f4b6a3.ulid.UlidFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TranscriptId;

/** What waits for a person: raised by delivery, resolved by a replay that worked or by hand. Thread-safe. */
public final class Quarantine {
    private static final String ENTRY = """
            SELECT q.id, t.id AS transcript_id, q.dialect, q.device, q.first_byte, q.end_byte, q.message, q.severity,
              q.reason, q.text, q.record, q.raised_at, q.state, q.replays, q.resolved_at, q.resolution
            FROM quarantine q JOIN transcript t ON t.number = q.transcript
            """;

    private final SpoolWriter writer;
    private final SpoolReader reader;
    private final UlidFactory ids;

    Quarantine(SpoolWriter writer, SpoolReader reader, UlidFactory ids) {
        this.writer = writer;
        this.reader = reader;
        this.ids = ids;
    }

    /** Entries, newest first. */
    public List<QuarantineEntry> list(QuarantineFilter filter) {
        SpoolReader.Where where = new SpoolReader.Where();
        filter.state().ifPresent(state -> where.and("q.state = ?", state.name()));
        filter.severity().ifPresent(severity -> where.and("q.severity = ?", severity.name()));
        filter.reason().ifPresent(reason -> where.and("q.reason = ?", reason.name()));
        filter.device().ifPresent(device -> where.and("q.device = ?", device));
        filter.transcript().ifPresent(id -> where.and("t.id = ?", id.value()));
        filter.before().ifPresent(id -> where.and("q.id < ?", id));
        return reader.read(db -> db.list(
                ENTRY + where.clause() + " ORDER BY q.id DESC LIMIT ?",
                Quarantine::entry,
                where.values(filter.limit())));
    }

    /** One entry. */
    public Optional<QuarantineEntry> show(String id) {
        return reader.read(db -> db.first(ENTRY + " WHERE q.id = ?", Quarantine::entry, id));
    }

    /** How many entries still wait. */
    public int openCount(Finding.Severity severity) {
        return reader.read(db -> (int)
                db.number("SELECT count(*) FROM quarantine WHERE state = 'OPEN' AND severity = ?", severity.name()));
    }

    /**
     * Resolves an entry.
     *
     * @param how in words, for whoever asks later
     * @return false when there is no such entry or it was resolved before
     */
    public boolean resolve(String id, String how, Instant at) {
        return writer.write(db -> {
            int changed = close(db, id, how, at);
            if (changed > 0) {
                settle(db, db.number("SELECT transcript FROM quarantine WHERE id = ?", id));
            }
            return changed > 0;
        });
    }

    /**
     * Records what came of replaying one message: the new outcome, new entries for what is new, and an end to the open
     * entries about this message that have no reason any more.
     *
     * @param remaining what is still wrong with it
     */
    public void replayed(TranscriptId about, MessageOutcome outcome, List<Concern> remaining, Instant at) {
        writer.write(db -> {
            long number = Spool.numberOf(db, about);
            Spool.insertOutcome(db, number, outcome);
            List<QuarantineEntry> open = db.list(
                    ENTRY + " WHERE q.transcript = ? AND q.state = 'OPEN' AND q.first_byte >= ? AND q.end_byte <= ?",
                    Quarantine::entry,
                    number,
                    outcome.bytes().from(),
                    outcome.bytes().to());
            for (QuarantineEntry entry : open) {
                if (remaining.stream().noneMatch(concern -> concern.finding().equals(entry.finding()))) {
                    close(db, entry.id(), "replayed", at);
                }
            }
            insertAll(db, number, remaining, at);
            return settle(db, number);
        });
    }

    /** Counts a replay of an entry, whatever came of it. */
    public void countReplay(String id) {
        writer.write(db -> db.update("UPDATE quarantine SET replays = replays + 1 WHERE id = ?", id));
    }

    private static int close(Db db, String id, String how, Instant at) throws SQLException {
        return db.update("""
                UPDATE quarantine SET state = 'RESOLVED', resolved_at = ?, resolution = ?
                WHERE id = ? AND state = 'OPEN'
                """, at.toEpochMilli(), how, id);
    }

    void insertAll(Db db, long transcript, List<Concern> concerns, Instant at) throws SQLException {
        if (concerns.isEmpty()) {
            return;
        }
        InstrumentId from = db.first(
                        "SELECT dialect, device FROM transcript WHERE number = ?",
                        row -> new InstrumentId(row.getString(1), row.getString(2)),
                        transcript)
                .orElseThrow(() -> new SpoolException("no transcript number " + transcript + " in the spool"));
        for (Concern concern : concerns) {
            insert(db, transcript, from, concern, at);
        }
    }

    /** One entry for one concern: the same finding about the same bytes, still open, is not raised twice. */
    void insert(Db db, long transcript, InstrumentId from, Concern concern, Instant at) throws SQLException {
        Finding finding = concern.finding();
        db.update(
                """
                INSERT INTO quarantine (id, transcript, dialect, device, first_byte, end_byte, message, severity,
                  reason, text, record, raised_at, state)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'OPEN'
                WHERE NOT EXISTS (SELECT 1 FROM quarantine WHERE transcript = ?2 AND first_byte = ?5 AND end_byte = ?6
                  AND reason = ?9 AND text = ?10 AND record IS ?11 AND state = 'OPEN')
                """,
                ids.create(at.toEpochMilli()).toString(),
                transcript,
                from.dialect(),
                from.device(),
                concern.bytes().from(),
                concern.bytes().to(),
                concern.message().map(Object::toString).orElse(null),
                finding.severity().name(),
                finding.reason().name(),
                finding.message(),
                finding.record().orElse(null),
                at.toEpochMilli());
    }

    /** DELIVERED or QUARANTINED, as open errors say; a transcript still on its way keeps its state. */
    static TranscriptState settle(Db db, long transcript) throws SQLException {
        boolean waits = db.number(
                        "SELECT count(*) FROM quarantine WHERE transcript = ? AND state = 'OPEN' AND severity = 'ERROR'",
                        transcript)
                > 0;
        TranscriptState state = waits ? TranscriptState.QUARANTINED : TranscriptState.DELIVERED;
        db.update(
                "UPDATE transcript SET state = ? WHERE number = ? AND state IN ('DELIVERED', 'QUARANTINED')",
                state.name(),
                transcript);
        return state;
    }

    private static QuarantineEntry entry(ResultSet row) throws SQLException {
        Finding.Severity severity = Finding.Severity.valueOf(row.getString("severity"));
        ReasonCode reason = ReasonCode.valueOf(row.getString("reason"));
        return new QuarantineEntry(
                row.getString("id"),
                new TranscriptId(row.getString("transcript_id")),
                new InstrumentId(row.getString("dialect"), row.getString("device")),
                new ByteRange(row.getInt("first_byte"), row.getInt("end_byte")),
                Optional.ofNullable(row.getString("message")).map(MessageId::new),
                new Finding(severity, reason, row.getString("text"), Optional.ofNullable(row.getString("record"))),
                Instant.ofEpochMilli(row.getLong("raised_at")),
                QuarantineEntry.State.valueOf(row.getString("state")),
                row.getInt("replays"),
                SpoolReader.moment(row, "resolved_at"),
                Optional.ofNullable(row.getString("resolution")));
    }
}
