package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.Labels;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.resource.parquet.Layout;
import org.aliquot.resource.parquet.UnreadableRowException;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.PatientCompartment;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;

/** Makes the files of one order. */
public final class ExportRun {
    /** Numbers of a chunk that is read as a range; and as many resources at most. */
    private static final int RANGE = 8_192;

    /** Resources of a chunk that is read number by number. */
    private static final int SOME = 2_000;

    /** Fewer are found one by one, whatever lies between them. */
    private static final long FEW = 20_000;

    /** Where so many numbers lie between two that are meant, a range is mostly others. */
    private static final long SPARSE = 20;

    /** Further than clocks are apart. */
    private static final Duration ALWAYS = Duration.ofDays(1);

    private final DataSource dataSource;
    private final WritesUnderWay writes;
    private final Courtesy courtesy;
    private final FhirContext fhir;
    private final Compartments compartments;
    private final Searches searches;
    private final ExportRules rules;
    private final ExecutorService readers;
    private final int readersOfEach;
    private final long fileSize;
    private final Clock clock;

    /**
     * @param readers threads of all exports
     * @param readersOfEach of one
     * @param fileSize bytes after which a file is followed by another
     */
    public ExportRun(
            DataSource dataSource,
            WritesUnderWay writes,
            FhirContext fhir,
            Compartments compartments,
            Searches searches,
            ExportRules rules,
            ExecutorService readers,
            int readersOfEach,
            long fileSize,
            Clock clock) {
        this.dataSource = dataSource;
        this.writes = writes;
        this.courtesy = new Courtesy(writes);
        this.fhir = fhir;
        this.compartments = compartments;
        this.searches = searches;
        this.rules = rules;
        this.readers = readers;
        this.readersOfEach = readersOfEach;
        this.fileSize = fileSize;
        this.clock = clock;
    }

    /**
     * What was made.
     *
     * @param transactionTime all that was changed up to then is in it, and nothing that was changed later
     */
    public record Made(
            Instant transactionTime, List<OutputFile> output, List<OutputFile> deleted, List<OutputFile> errors) {}

    /**
     * Makes them; returns once they are complete.
     *
     * @param folder empty, there
     * @param complete told of each file once nothing is added to it any more, from any thread
     * @throws ExportFailedException where it cannot be done, and another try would not help
     * @throws java.util.concurrent.CancellationException where it was stopped
     */
    public Made make(ExportOrder order, Path folder, Completed complete, Stop stop, Progress progress)
            throws SQLException, IOException, InterruptedException {
        try (Snapshot snapshot = Snapshot.take(dataSource, writes, clock, stop);
                Snapshot.View view = snapshot.view();
                Output output = output(order, folder, complete);
                OutputFiles deleted = new OutputFiles(folder, ".deleted.ndjson", fileSize, complete);
                OutputFiles errors = new OutputFiles(folder, ".errors.ndjson", fileSize, complete)) {
            LineReader plain = new LineReader(view, new Labels(false));
            // What cuts lines is for one thread: each reader has its own.
            Supplier<LineReader.Lines> into = () -> lines(order, output, errors, progress);
            Finder finder = new Finder(searches, snapshot, view);
            Optional<Pids> patients = patients(order, snapshot, view, plain, finder);
            if (patients.isPresent()) {
                for (String missing : new MissingPatients(order, rules, finder).without(patients.get())) {
                    errors.append("OperationOutcome", outcome("not-found", missing));
                }
            }
            write(order, patients, finder, snapshot, view, plain, into, progress);
            // Of views, what is deleted has no rows.
            if (order.since().isPresent() && order.views().isEmpty()) {
                SortedSet<String> types = Selection.types(order, fhir, compartments);
                VersionQueries queries = new VersionQueries(types, order.since(), order.until(), snapshot.instant());
                try (Ownership ownership = new Ownership(order, fhir, rules, compartments, patients, snapshot)) {
                    new Deletions(ownership).write(queries, view, plain, deleted);
                }
            }
            return new Made(snapshot.instant(), output.finish(), deleted.finish(), errors.finish());
        }
    }

    private void write(
            ExportOrder order,
            Optional<Pids> patients,
            Finder finder,
            Snapshot snapshot,
            Snapshot.View view,
            LineReader plain,
            Supplier<LineReader.Lines> into,
            Progress progress)
            throws SQLException, IOException, InterruptedException {
        LineReader reader = order.elements().isEmpty() ? plain : new LineReader(view, new Labels(true));
        Optional<Pids> selected = order.hasWholeTypesOnly()
                ? Optional.empty()
                : Optional.of(new Selection(
                                order,
                                fhir,
                                compartments,
                                new PatientCompartment(fhir),
                                rules,
                                finder,
                                past(snapshot, finder))
                        .find(patients));
        // A selection is of the types that were asked for already.
        VersionQueries queries = new VersionQueries(
                selected.isPresent() ? new TreeSet<>() : order.types(),
                order.since(),
                order.until(),
                snapshot.instant());
        write(chunks(queries, selected, view, progress), queries, snapshot, reader, into, progress);
        writeChangedLater(queries, selected, view, reader, into.get());
    }

    /**
     * Takes current resources as they come. Several threads call what one supplier gave; each has its own.
     */
    @FunctionalInterface
    public interface Lines {
        /**
         * @param resource RES_ID
         * @param line the resource without a line feed, good until the next
         */
        void line(long resource, JsonLine line) throws IOException;

        /** @param what which resource it is, and why it cannot be read; ends the reading unless it is taken otherwise */
        default void unreadable(String what) throws IOException {
            throw new IOException(what);
        }
    }

    /**
     * Hands out all current resources of some types in one state of the database, in no order.
     *
     * @param into asked once by each reader, in its thread
     * @return all that was changed up to then is in it, and nothing that was changed later
     */
    public Instant read(SortedSet<String> types, Supplier<Lines> into, Stop stop)
            throws SQLException, IOException, InterruptedException {
        return read(ExportOrder.NOTHING.within(types, new TreeMap<>(), Optional.empty()), into, stop);
    }

    /**
     * Hands out the resources of an order, in one state of the database, in no order. What it says of a format, and deletions, are not
     * looked at.
     *
     * @param into asked once by each reader, in its thread
     * @return all that was changed up to then is in it, and nothing that was changed later
     * @throws ExportFailedException where it cannot be done, before the first resource
     */
    public Instant read(ExportOrder order, Supplier<Lines> into, Stop stop)
            throws SQLException, IOException, InterruptedException {
        try (Snapshot snapshot = Snapshot.take(dataSource, writes, clock, stop);
                Snapshot.View view = snapshot.view()) {
            LineReader plain = new LineReader(view, new Labels(false));
            Finder finder = new Finder(searches, snapshot, view);
            Optional<Pids> patients = patients(order, snapshot, view, plain, finder);
            write(order, patients, finder, snapshot, view, plain, () -> all(into.get()), new Progress());
            return snapshot.instant();
        }
    }

    /** Hands out some resources as they are now; those that are deleted are left out. By RES_ID. */
    public void read(Collection<Long> resources, Lines into, Stop stop) throws SQLException, IOException {
        Chunk chunk = new Chunk.Ids(
                resources.stream().mapToLong(Long::longValue).sorted().toArray());
        VersionQueries queries = new VersionQueries(
                new TreeSet<>(),
                Optional.empty(),
                Optional.empty(),
                clock.instant().plus(ALWAYS));
        try (Connection connection = dataSource.getConnection()) {
            // Rows and labels of one state.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Transaction.<Void, IOException>on(connection, whole -> {
                new LineReader(new Snapshot.View(whole, stop), new Labels(false))
                        .read(VersionQueries.tags(chunk), queries.rows(chunk), all(into));
                return null;
            });
        }
    }

    private static LineReader.Lines all(Lines into) {
        return new LineReader.Lines() {
            @Override
            public void line(long pid, String type, JsonLine line) throws IOException {
                into.line(pid, line);
            }

            @Override
            public void unreadable(String what) throws IOException {
                into.unreadable(what);
            }
        };
    }

    private Optional<Pids> patients(
            ExportOrder order, Snapshot snapshot, Snapshot.View view, LineReader reader, Finder finder)
            throws SQLException, IOException {
        if (order.level() != Level.GROUP) {
            return order.patients().isEmpty() ? Optional.empty() : Optional.of(finder.patients(order.patients()));
        }
        MemberSearch search = new MemberSearch(
                order, compartments, new PatientCompartment(fhir), rules, finder, past(snapshot, finder));
        Pids members = new GroupMembers(fhir, snapshot, view, reader, finder, search)
                .of(order.group().orElseThrow());
        if (!order.patients().isEmpty()) {
            members.retainAll(finder.patients(order.patients()));
        }
        return Optional.of(members);
    }

    private static Iterator<Chunk> chunks(
            VersionQueries queries, Optional<Pids> selected, Snapshot.View view, Progress progress)
            throws SQLException, IOException {
        if (selected.isPresent()) {
            if (queries.since().isPresent() || queries.until().isPresent()) {
                Pids changed = new Pids();
                CopyOutput.read(view.connection(), queries.ids(), row -> changed.add(row.bigint(0)));
                changed.retainAll(selected.get());
                progress.total(changed.size());
                return changed.chunks(SOME);
            }
            progress.total(selected.get().size());
            return selected.get().chunks(SOME);
        }
        long[] found = new long[3];
        CopyOutput.read(view.connection(), queries.count(), row -> {
            found[0] = row.bigint(0);
            found[1] = row.isNull(1) ? 0 : row.bigint(1);
            found[2] = row.isNull(2) ? -1 : row.bigint(2);
        });
        progress.total(found[0]);
        if (found[0] > FEW && (found[2] - found[1]) / found[0] < SPARSE) {
            return ChunkQueue.ranges(found[1], found[2], RANGE);
        }
        Pids few = new Pids();
        CopyOutput.read(view.connection(), queries.ids(), row -> few.add(row.bigint(0)));
        return few.chunks(SOME);
    }

    private void write(
            Iterator<Chunk> chunks,
            VersionQueries queries,
            Snapshot snapshot,
            LineReader reader,
            Supplier<LineReader.Lines> into,
            Progress progress)
            throws SQLException, IOException, InterruptedException {
        ChunkQueue queue = new ChunkQueue(chunks);
        List<Future<?>> others = new ArrayList<>();
        try {
            // This thread is one of them.
            for (int i = 1; i < readersOfEach && progress.total() > FEW; i++) {
                others.add(readers.submit(() -> {
                    try (Snapshot.View own = snapshot.view()) {
                        drain(
                                queue,
                                worked -> courtesy.await(queue::isOver, own.stop()),
                                queries,
                                reader.on(own),
                                into.get());
                    } catch (SQLException | IOException | InterruptedException | RuntimeException | Error e) {
                        // The others need not go on.
                        queue.end();
                        throw e;
                    }
                    return null;
                }));
            }
            drain(queue, courtesy::rest, queries, reader, into.get());
        } catch (SQLException | IOException | InterruptedException | RuntimeException | Error e) {
            queue.end();
            others.forEach(ExportRun::await);
            throw e;
        }
        // All of them have ended before anything is told.
        others.forEach(ExportRun::await);
        for (Future<?> other : others) {
            finish(other);
        }
    }

    private static void await(Future<?> other) {
        try {
            other.get();
        } catch (ExecutionException | InterruptedException alsoFailed) {
            // What failed first is told.
        }
    }

    private static void finish(Future<?> other) throws SQLException, IOException, InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException database) {
                throw database;
            }
            if (cause instanceof IOException files) {
                throw files;
            }
            if (cause instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (cause instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Comes before each chunk. */
    @FunctionalInterface
    private interface Pause {
        /** @param worked since the last one */
        void take(Duration worked) throws InterruptedException;
    }

    private static void drain(
            ChunkQueue queue, Pause pause, VersionQueries queries, LineReader reader, LineReader.Lines into)
            throws SQLException, IOException, InterruptedException {
        pause.take(Duration.ZERO);
        for (Optional<Chunk> chunk = queue.next(); chunk.isPresent(); chunk = queue.next()) {
            long begun = System.nanoTime();
            reader.read(VersionQueries.tags(chunk.get()), queries.rows(chunk.get()), into);
            pause.take(Duration.ofNanos(System.nanoTime() - begun));
        }
        into.end();
    }

    /** Changed after the instant, and in the snapshot: as they were at the instant. */
    private static void writeChangedLater(
            VersionQueries queries,
            Optional<Pids> selected,
            Snapshot.View view,
            LineReader reader,
            LineReader.Lines into)
            throws SQLException, IOException {
        Pids later = new Pids();
        CopyOutput.read(view.connection(), queries.changedLater(), row -> {
            if (selected.isEmpty() || selected.get().contains(row.bigint(0))) {
                later.add(row.bigint(0));
            }
        });
        for (Iterator<Chunk> chunks = later.chunks(SOME); chunks.hasNext(); ) {
            Chunk chunk = chunks.next();
            reader.read(queries.tagsBefore(chunk), queries.before(chunk), into);
        }
        into.end();
    }

    private Output output(ExportOrder order, Path folder, Completed complete) throws IOException {
        if (order.views().isPresent()) {
            return new ViewFiles(folder, complete, order.views().get());
        }
        return switch (order.format()) {
            case NDJSON -> new OutputFiles(folder, ".ndjson", fileSize, complete);
            case PARQUET -> new ParquetFiles(folder, fileSize, complete, Layout.NESTED, new ResourceElements(fhir));
            case PARQUET_FLAT -> new ParquetFiles(folder, fileSize, complete, Layout.FLAT, new ResourceElements(fhir));
        };
    }

    private LineReader.Lines lines(ExportOrder order, Output output, OutputFiles errors, Progress progress) {
        Output.Writer writer = output.writer();
        ElementChoice choice = new ElementChoice(fhir, order.elements());
        boolean isCut = !order.elements().isEmpty();
        return new LineReader.Lines() {
            @Override
            public void line(long pid, String type, JsonLine line) throws IOException {
                try {
                    writer.append(type, isCut ? choice.of(type, line) : line);
                    progress.done(1);
                } catch (JsonProcessingException e) {
                    unreadable(
                            nameOf(type, line) + " is no JSON: " + e.getClass().getSimpleName());
                } catch (UnreadableRowException e) {
                    unreadable(nameOf(type, line) + " makes no row: " + e.getMessage());
                }
            }

            @Override
            public void unreadable(String what) throws IOException {
                errors.append("OperationOutcome", outcome("exception", what + "; it is left out"));
                progress.done(1);
            }

            @Override
            public void end() throws IOException {
                writer.end();
            }
        };
    }

    private Past past(Snapshot snapshot, Finder finder) {
        return new Past(fhir, snapshot, new ContentMatcher(searches, finder));
    }

    /** A line begins with type and id, whatever follows. */
    private static String nameOf(String type, JsonLine line) {
        int from = "{'resourceType':'','id':'".length() + type.length();
        int to = from;
        while (to < line.size() && line.bytes()[to] != '"') {
            to++;
        }
        return type + "/" + new String(line.bytes(), from, to - from, StandardCharsets.UTF_8);
    }

    private static JsonLine outcome(String code, String what) {
        JsonLine line = new JsonLine();
        line.writeBytes(("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"" + code
                        + "\",\"diagnostics\":\"" + what.replaceAll("[\"\\\\\\p{Cntrl}]", "'")
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8));
        return line;
    }
}
