package org.aliquot.ingest.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.job.ledger.HeldLines;
import org.aliquot.ingest.job.ledger.HeldLines.Held;
import org.aliquot.ingest.job.ledger.HeldLines.Waiting;
import org.aliquot.ingest.job.ledger.HeldSettlement;
import org.aliquot.ingest.job.ledger.LineEntry;
import org.aliquot.ingest.job.ledger.Resolution;
import org.aliquot.ingest.job.ledger.StaleCheckpointException;

/**
 * Tries held lines again once all sources are read: in order, pass after pass while passes store something; then those
 * that wait for each other, together. What is left refers to what is not there.
 */
final class HeldRetry implements AutoCloseable {
    private static final int EVERYTHING = 0;
    /** Circles are looked for in memory, and only among so many lines. */
    private static final int CIRCLE_LINES = 250_000;

    private final String job;
    private final Lane lane;
    private final LaneSession session;
    private final HeldLines held;
    private final RunControl control;
    private final JobSettings settings;
    private final IngestMetrics metrics;
    private final SourceNames names;

    HeldRetry(
            String job,
            Lane lane,
            HeldLines held,
            RunControl control,
            JobSettings settings,
            IngestMetrics metrics,
            SourceNames names) {
        this.job = Objects.requireNonNull(job, "job");
        this.lane = Objects.requireNonNull(lane, "lane");
        this.session = lane.open();
        this.held = Objects.requireNonNull(held, "held");
        this.control = Objects.requireNonNull(control, "control");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.metrics = Objects.requireNonNull(metrics, "metrics");
        this.names = Objects.requireNonNull(names, "names");
    }

    /** Returns once no line of the job is held any more. */
    void run() throws StoppedException {
        untilNoProgress();
        if (settings.missingTargets() == JobSettings.MissingTargets.PLACEHOLDER && control.patiently(held::count) > 0) {
            makePlaceholders();
            untilNoProgress();
        }
        while (control.patiently(held::count) > 0) {
            // First those that wait for nothing that is held: lines that waited behind them may be storable now.
            if (!refuse(true)) {
                refuse(false);
            }
            untilNoProgress();
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void untilNoProgress() throws StoppedException {
        while (control.patiently(held::count) > 0) {
            if (!pass() && !circles()) {
                return;
            }
        }
    }

    private boolean pass() throws StoppedException {
        boolean isAnyStored = false;
        Page page = new Page(EVERYTHING, 0);
        List<Held> lines = next(page);
        while (!lines.isEmpty()) {
            control.check();
            isAnyStored |= store(lines);
            lines = next(after(lines));
        }
        return isAnyStored;
    }

    private boolean circles() throws StoppedException {
        boolean isAnyStored = false;
        for (List<Waiting> circle : Circles.among(control.patiently(() -> held.all(CIRCLE_LINES)))) {
            control.check();
            long bytes = circle.stream().mapToLong(Waiting::bytes).sum();
            if (bytes <= settings.batchBytes()) {
                isAnyStored |= store(control.patiently(() -> held.these(circle)));
            }
        }
        return isAnyStored;
    }

    /** One batch; whether any of it was stored. */
    private boolean store(List<Held> lines) throws StoppedException {
        List<PreparedLine> prepared = new ArrayList<>(lines.size());
        List<LineEntry> entries = new ArrayList<>(lines.size());
        for (Held line : lines) {
            try {
                prepared.add(lane.prepare(sourceLine(line.entry())));
                entries.add(line.entry());
            } catch (LineRefusedException e) {
                settle(List.of(line.entry()), List.of(new Resolution.Refused(line.entry(), Fault.list(e.faults()))));
            }
        }
        return write(
                prepared,
                (connection, outcomes) ->
                        new HeldSettlement(job).write(connection, entries, Resolutions.of(entries, outcomes)));
    }

    private boolean write(List<PreparedLine> lines, TransactionStep step) throws StoppedException {
        long start = System.nanoTime();
        try {
            List<Outcome> outcomes = control.patiently(() -> joined(lines, step));
            metrics.stored(lane.name(), BatchOutcomes.of(outcomes), Duration.ofNanos(System.nanoTime() - start));
            return !outcomes.stream().allMatch(Outcome.Unresolved.class::isInstance);
        } catch (RuntimeException e) {
            if (StaleCheckpointException.isCauseOf(e)) {
                // The answer to the commit before was lost, the commit was not: those lines are held no more.
                return true;
            }
            throw e;
        }
    }

    private List<Outcome> joined(List<PreparedLine> lines, TransactionStep step) {
        try {
            return session.store(lines, step).join();
        } catch (CompletionException e) {
            session.close();
            Placeholder.NotNewException.rethrow(e);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void settle(List<LineEntry> lines, List<Resolution> now) throws StoppedException {
        write(List.of(), (connection, outcomes) -> new HeldSettlement(job).write(connection, lines, now));
    }

    private void makePlaceholders() throws StoppedException {
        Page page = new Page(EVERYTHING, 0);
        List<Held> lines = next(page);
        while (!lines.isEmpty()) {
            Set<String> missing = new LinkedHashSet<>();
            lines.forEach(line -> missing.addAll(line.missing()));
            missing.removeAll(control.patiently(() -> held.among(missing)));
            for (String target : missing) {
                makePlaceholder(target);
            }
            lines = next(after(lines));
        }
    }

    private void makePlaceholder(String target) throws StoppedException {
        try {
            PreparedLine placeholder = lane.prepare(Placeholder.of(target));
            write(List.of(placeholder), (connection, outcomes) -> Placeholder.requireNew(outcomes));
        } catch (LineRefusedException e) {
            // No resource can be that: the line that refers to it is refused in the end.
        } catch (Placeholder.NotNewException e) {
            // The real one came meanwhile, or was deleted once; then the line decides.
        }
    }

    private static boolean isBehind(Held line) {
        return line.missing().contains(line.entry().reference());
    }

    /**
     * Refuses lines, of each id the first.
     *
     * @param onlyInVain not those that wait for a line that is held
     * @return whether there were any
     */
    private boolean refuse(boolean onlyInVain) throws StoppedException {
        boolean isAnyRefused = false;
        List<Held> lines = next(new Page(EVERYTHING, 0));
        while (!lines.isEmpty()) {
            Set<String> mayCome = onlyInVain ? mayCome(lines) : Set.of();
            Set<String> seen = new HashSet<>();
            List<LineEntry> entries = new ArrayList<>();
            List<Resolution> refused = new ArrayList<>();
            for (Held line : lines) {
                String reference = line.entry().reference();
                boolean isFirst = seen.add(reference) || !reference.contains("/");
                boolean isInVain = !isBehind(line) && Collections.disjoint(line.missing(), mayCome);
                if (isFirst && (isInVain || !onlyInVain)) {
                    entries.add(line.entry());
                    refused.add(new Resolution.Refused(line.entry(), reason(line)));
                }
            }
            if (!entries.isEmpty()) {
                settle(entries, refused);
                isAnyRefused = true;
            }
            lines = next(after(lines));
        }
        return isAnyRefused;
    }

    /** What these lines wait for and what is held itself. */
    private Set<String> mayCome(List<Held> lines) throws StoppedException {
        Set<String> missing = new HashSet<>();
        lines.forEach(line -> missing.addAll(line.missing()));
        return control.patiently(() -> held.among(missing));
    }

    private static String reason(Held line) {
        return "refers to " + String.join(", ", line.missing())
                + ", which neither the database nor this job has, or which could not be stored itself";
    }

    private record Page(int source, long line) {}

    private static Page after(List<Held> lines) {
        LineEntry last = lines.get(lines.size() - 1).entry();
        return new Page(last.source(), last.line());
    }

    private List<Held> next(Page page) throws StoppedException {
        return control.patiently(() -> held.after(page.source, page.line, lane.batchLines(), settings.batchBytes()));
    }

    private SourceLine sourceLine(LineEntry entry) {
        byte[] json = entry.json();
        return new SourceLine(
                names.of(entry.source()), entry.line(), entry.offset(), json == null ? "".getBytes(UTF_8) : json);
    }
}
