package org.aliquot.server.audit;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.audit.http.Strangers;
import org.aliquot.server.audit.journal.Journal;
import org.aliquot.server.audit.journal.Place;
import org.aliquot.server.audit.store.AuditTable;
import org.aliquot.server.version.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Carries lines from the journal into the database, a moment after they were written. */
final class JournalDrain implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDrain.class);
    private static final int BYTES_AT_ONCE = 1 << 20;

    /** Lets a few requests come together: a transaction costs more than a row. */
    private static final long PAUSE_MILLIS = 250;

    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final long STOP_MILLIS = 10_000;

    private final Journal journal;
    private final AuditTable table;
    private final Strangers strangers;
    private final Clock clock;
    private Place place;
    private volatile Thread thread;

    /** @param reached how far the database has the journal */
    JournalDrain(Journal journal, AuditTable table, Strangers strangers, Place reached, Clock clock) {
        this.strangers = strangers;
        this.clock = clock;
        this.journal = journal;
        this.table = table;
        this.place = reached;
    }

    @Override
    public void start() {
        note(Kind.START);
        thread = new Thread(this::run, "audit-drain");
        thread.setDaemon(true);
        thread.start();
    }

    private void note(Kind kind) {
        Party server = Party.alone("aliquot/" + Version.current(), Optional.empty());
        try {
            journal.append(List.of(AuditEventJson.of(Deed.of(kind), server, Outcome.SUCCESS, clock.instant())));
        } catch (IOException e) {
            LOG.error("the audit cannot be written, answers will be withheld: {}", e.getMessage());
        }
    }

    private void run() {
        while (thread != null) {
            try {
                if (!step()) {
                    journal.await(place, LONGEST_WAIT_MILLIS);
                }
                strangers.tellCounted();
                // Not at once: under a steady load each step would find the two entries that came meanwhile.
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | SQLException | RuntimeException e) {
                // Nothing is lost: the lines stay in the journal, and the place is where it was.
                LOG.warn(
                        "audit entries wait in the journal: {}{}",
                        e.getClass().getSimpleName(),
                        e instanceof SQLException refusal ? ", SQLSTATE " + refusal.getSQLState() : "");
                try {
                    Thread.sleep(AFTER_FAILURE.toMillis());
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }

    /** Whether there was something to carry. */
    private synchronized boolean step() throws IOException, SQLException {
        Journal.Piece piece = journal.read(place, BYTES_AT_ONCE);
        if (piece.next().equals(place)) {
            return false;
        }
        if (piece.broken() > 0) {
            LOG.warn(
                    "{} bytes at the end of an audit journal are no entry; the process was killed while it wrote them",
                    piece.broken());
        }
        table.take(journal.identity(), piece.lines(), piece.next());
        place = piece.next();
        journal.taken(place);
        return true;
    }

    /** Carries what is there now; a search shows what came before it. */
    void catchUp() throws IOException, SQLException {
        while (step()) {}
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            note(Kind.STOP);
            running.interrupt();
            try {
                running.join(STOP_MILLIS);
                catchUp();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | SQLException e) {
                LOG.warn(
                        "audit entries wait in the journal for the next start: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
