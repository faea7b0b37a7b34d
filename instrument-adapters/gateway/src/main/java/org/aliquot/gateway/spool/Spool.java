package org.aliquot.gateway.spool;

import com.github.f4b6a3.ulid.UlidFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what analyzers say before anything else happens to it. Thread-safe.
 *
 * <p>Life of a transcript: RECEIVING while bytes arrive, RECEIVED when the conversation ends, DELIVERED or QUARANTINED
 * when each message in it has an outcome. Nothing is ever deleted unless {@link #deleteDeliveredBefore} is called.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int DELETED_TOGETHER = 100;
    private static final int ORDINAL_BITS = 24;

    private final UlidFactory ids = UlidFactory.newMonotonicInstance();
    private final Queue<SpoolWriter.Work<Long>> unended = new ConcurrentLinkedQueue<>();
    private final AtomicLong turns = new AtomicLong();
    private final DirectoryLock lock;
    private final SpoolWriter writer;
    private final SpoolReader reader;
    private final Quarantine quarantine;

    private Spool(DirectoryLock lock, SpoolWriter writer, SpoolReader reader) {
        this.lock = lock;
        this.writer = writer;
        this.reader = reader;
        this.quarantine = new Quarantine(writer, reader, ids);
    }

    /**
     * Opens the spool in a directory, making both where they do not exist. Conversations that ran when the last process
     * died become RECEIVED and interrupted: complete messages in them were acknowledged.
     *
     * @param directory holds {@code spool.db}; one process at a time
     * @throws SpoolException when another process has it, or the file is damaged; nothing is changed then
     */
    public static Spool open(Path directory, Clock clock) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            Path file = directory.resolve("spool.db");
            SpoolWriter writer = new SpoolWriter(SpoolSchema.openForWriting(file));
            Spool spool = new Spool(lock, writer, new SpoolReader(file));
            spool.recover(clock.instant());
            return spool;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void recover(Instant now) {
        int interrupted = writer.write(db -> {
            turns.set(db.number("SELECT max(turn) FROM transcript WHERE state = 'RECEIVED'"));
            List<Long> running = db.list(
                    "SELECT number FROM transcript WHERE state = 'RECEIVING' ORDER BY number", r -> r.getLong(1));
            for (long number : running) {
                long size = db.number(
                        "SELECT sum(length(bytes)) FROM chunk WHERE place BETWEEN ? AND ?",
                        first(number),
                        last(number));
                receive(db, number, size, now, true);
            }
            return running.size();
        });
        if (interrupted > 0) {
            LOG.info(
                    "spool: {} conversations were cut off by the last stop; what is complete in them is delivered",
                    interrupted);
        }
    }

    /** Begins to keep a conversation. Nothing is written before its first bytes. */
    public OpenTranscript open(InstrumentId from, Instant at) {
        String id = ids.create(at.toEpochMilli()).toString();
        return new OpenTranscript(this, new TranscriptId(id), from, at);
    }

    long append(OpenTranscript transcript, long known, int ordinal, byte[] bytes) {
        return writer.write(db -> {
            long number = known != 0 ? known : insert(db, transcript);
            db.update("INSERT INTO chunk (place, bytes) VALUES (?, ?)", first(number) + ordinal, bytes);
            return number;
        });
    }

    private static long insert(Db db, OpenTranscript transcript) throws SQLException {
        db.update(
                "INSERT INTO transcript (id, dialect, device, opened_at, state) VALUES (?, ?, ?, ?, 'RECEIVING')",
                transcript.id().value(),
                transcript.from().dialect(),
                transcript.from().device(),
                transcript.openedAt().toEpochMilli());
        return db.number("SELECT last_insert_rowid()");
    }

    void complete(
            OpenTranscript transcript,
            long known,
            int ordinal,
            byte[] rest,
            long size,
            Instant at,
            boolean interrupted,
            List<Concern> concerns) {
        SpoolWriter.Work<Long> ending = db -> {
            long number = known != 0 ? known : insert(db, transcript);
            if (rest.length > 0) {
                db.update("INSERT INTO chunk (place, bytes) VALUES (?, ?)", first(number) + ordinal, rest);
            }
            receive(db, number, size, at, interrupted);
            for (Concern concern : concerns) {
                quarantine.insert(db, number, transcript.from(), concern, at);
            }
            return number;
        };
        try {
            writer.write(ending);
        } catch (SpoolException e) {
            if (known != 0) {
                // Frames of it may be acknowledged: it must not stay RECEIVING until the next start. Nothing was
                // promised
                // about one of which nothing is on disk, and while the disk is full those could fill the memory.
                unended.add(ending);
            }
            throw e;
        }
    }

    /**
     * Ends conversations that could not be ended when the disk was full or failed. Cheap when there are none.
     *
     * @return how many still cannot be ended; the log says why
     */
    public int endLate() {
        String why = "";
        int failed = 0;
        for (SpoolWriter.Work<Long> ending : unended) {
            try {
                writer.write(ending);
                unended.remove(ending);
            } catch (SpoolException e) {
                // The next one is perhaps smaller, or whole where this one is not.
                failed++;
                why = e.getMessage();
            }
        }
        if (failed > 0) {
            LOG.warn("spool: {} conversations cannot be ended yet: {}; tried again every second", failed, why);
        }
        return failed;
    }

    private void receive(Db db, long number, long size, Instant at, boolean interrupted) throws SQLException {
        // Turns number the order of completion: a conversation that hangs does not hold up those that ended before it.
        db.update("""
                UPDATE transcript SET state = 'RECEIVED', closed_at = ?, size = ?, interrupted = ?, turn = ?
                WHERE number = ?
                """, at.toEpochMilli(), size, interrupted ? 1 : 0, turns.incrementAndGet(), number);
    }

    /** Devices with transcripts that wait for delivery. */
    public List<InstrumentId> waiting() {
        return reader.read(db -> db.list(
                "SELECT DISTINCT dialect, device FROM transcript WHERE state = 'RECEIVED' ORDER BY device",
                row -> new InstrumentId(row.getString(1), row.getString(2))));
    }

    /** How many transcripts wait for delivery, of all devices. */
    public int pendingCount() {
        return backlog().waiting();
    }

    /** What has bytes on disk and no outcome yet, at one moment: nothing acknowledged is missing between its counts. */
    public Backlog backlog() {
        return reader.read(db -> db.first(
                        "SELECT count(*) FILTER (WHERE state = 'RECEIVING'), count(*) FILTER (WHERE state = 'RECEIVED')"
                                + " FROM transcript WHERE state IN ('RECEIVING', 'RECEIVED')",
                        row -> new Backlog(row.getInt(1), row.getInt(2)))
                .orElseThrow());
    }

    /** The transcripts of a device that wait for delivery, in the order they were completed. */
    public List<TranscriptSummary> pending(String device, int limit) {
        return reader.read(db -> db.list(
                SpoolReader.SUMMARY + " WHERE state = 'RECEIVED' AND device = ? ORDER BY turn LIMIT ?",
                SpoolReader::summary,
                device,
                limit));
    }

    /** A kept conversation with its bytes; of one still running, the bytes so far. */
    public Optional<Transcript> transcript(TranscriptId id) {
        return reader.read(db -> {
            Optional<Long> number =
                    db.first("SELECT number FROM transcript WHERE id = ?", row -> row.getLong(1), id.value());
            if (number.isEmpty()) {
                return Optional.empty();
            }
            List<byte[]> chunks = db.list(
                    "SELECT bytes FROM chunk WHERE place BETWEEN ? AND ? ORDER BY place",
                    row -> row.getBytes(1),
                    first(number.get()),
                    last(number.get()));
            return db.first(
                    SpoolReader.SUMMARY + " WHERE number = ?",
                    row -> {
                        TranscriptSummary about = SpoolReader.summary(row);
                        return new Transcript(about.id(), about.from(), about.openedAt(), SpoolReader.join(chunks));
                    },
                    number.get());
        });
    }

    /** What is known about a transcript. */
    public Optional<TranscriptSummary> summary(TranscriptId id) {
        return reader.read(db -> db.first(SpoolReader.SUMMARY + " WHERE id = ?", SpoolReader::summary, id.value()));
    }

    /** Kept conversations, newest first. */
    public List<TranscriptSummary> transcripts(TranscriptFilter filter) {
        return reader.transcripts(filter);
    }

    /** What became of the messages of a transcript so far, in the order of the bytes. */
    public List<MessageOutcome> outcomes(TranscriptId id) {
        return reader.outcomes(id);
    }

    /**
     * Records what became of one message, and what a person should look at, in one transaction. A later outcome of the
     * same bytes replaces the earlier.
     */
    public void record(TranscriptId id, MessageOutcome outcome, List<Concern> concerns) {
        writer.write(db -> {
            long number = numberOf(db, id);
            insertOutcome(db, number, outcome);
            quarantine.insertAll(db, number, concerns, outcome.at());
            return null;
        });
    }

    static void insertOutcome(Db db, long number, MessageOutcome outcome) throws SQLException {
        db.update(
                """
                    INSERT OR REPLACE INTO outcome (transcript, first_byte, end_byte, message, result, resources, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                number,
                outcome.bytes().from(),
                outcome.bytes().to(),
                outcome.message().map(Object::toString).orElse(null),
                outcome.result().name(),
                outcome.resources(),
                outcome.at().toEpochMilli());
    }

    /**
     * Ends the delivery of a transcript: QUARANTINED when anything in it waits as an error, DELIVERED otherwise.
     *
     * @param concerns about stretches that are no message: stray bytes, an incomplete tail
     * @return the state it has now
     */
    public TranscriptState settle(TranscriptId id, List<Concern> concerns, Instant at) {
        return writer.write(db -> {
            long number = numberOf(db, id);
            quarantine.insertAll(db, number, concerns, at);
            db.update("UPDATE transcript SET state = 'DELIVERED' WHERE number = ? AND state = 'RECEIVED'", number);
            return Quarantine.settle(db, number);
        });
    }

    /** The entries that wait for a person, and those that did. */
    public Quarantine quarantine() {
        return quarantine;
    }

    /**
     * Deletes delivered transcripts with their outcomes and entries. The default of the gateway is never to: Provenance
     * in the database points at these bytes. What waits as an error is kept whatever its age.
     *
     * @param moment those that ended before it
     * @return how many were deleted
     */
    public int deleteDeliveredBefore(Instant moment) {
        int deleted = 0;
        int some;
        do {
            // In small transactions: a device that waits for its ACK waits behind one of them at most.
            some = writer.write(db -> {
                List<Long> numbers = db.list(
                        "SELECT number FROM transcript WHERE state = 'DELIVERED' AND closed_at < ? LIMIT ?",
                        row -> row.getLong(1),
                        moment.toEpochMilli(),
                        DELETED_TOGETHER);
                for (long number : numbers) {
                    db.update("DELETE FROM chunk WHERE place BETWEEN ? AND ?", first(number), last(number));
                    db.update("DELETE FROM outcome WHERE transcript = ?", number);
                    db.update("DELETE FROM quarantine WHERE transcript = ?", number);
                    db.update("DELETE FROM transcript WHERE number = ?", number);
                }
                return numbers.size();
            });
            deleted += some;
        } while (some == DELETED_TOGETHER);
        return deleted;
    }

    /** Writes what waits and closes the files. Conversations still open are found interrupted at the next start. */
    @Override
    public void close() {
        reader.close();
        writer.close();
        lock.close();
    }

    static long numberOf(Db db, TranscriptId id) throws SQLException {
        return db.first("SELECT number FROM transcript WHERE id = ?", row -> row.getLong(1), id.value())
                .orElseThrow(() -> new SpoolException("no transcript " + id + " in the spool"));
    }

    private static long first(long number) {
        return number << ORDINAL_BITS;
    }

    private static long last(long number) {
        return ((number + 1) << ORDINAL_BITS) - 1;
    }
}
