package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.ingest.hapi.current.Labels;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Contents that are not the current ones. Search rows and references tell only of what is in the snapshot; what was changed after its
 * instant is looked at here, by HAPI's model: few are.
 */
final class Past {
    private static final int AT_ONCE = 500;

    private final FhirContext fhir;
    private final Snapshot snapshot;
    private final ContentMatcher matcher;

    Past(FhirContext fhir, Snapshot snapshot, ContentMatcher matcher) {
        this.fhir = fhir;
        this.snapshot = snapshot;
        this.matcher = matcher;
    }

    /** What says of contents whether they meet a search, while {@link #correct} asks. */
    ContentMatcher matcher() {
        return matcher;
    }

    /** Whether a resource is meant. */
    @FunctionalInterface
    interface Test {
        boolean holds(long pid, IBaseResource resource) throws SQLException, IOException;
    }

    /**
     * Makes of what the snapshot finds what would have been found at its instant.
     *
     * @param found of what was changed since, those stay that were meant then, and those are added
     * @param test asked for what each was at the instant, more than once where searches are; what cannot be read is not meant
     */
    void correct(Pids found, Collection<String> types, Test test) throws SQLException, IOException {
        if (types.isEmpty()) {
            return;
        }
        VersionQueries queries =
                new VersionQueries(new TreeSet<>(types), Optional.empty(), Optional.empty(), snapshot.instant());
        Pids later = new Pids();
        try (Snapshot.View view = snapshot.view()) {
            CopyOutput.read(view.connection(), queries.changedLater(), row -> later.add(row.bigint(0)));
        }
        Pids meant = meant(found, later, queries, test);
        while (matcher.answer()) {
            meant = meant(found, later, queries, test);
        }
        found.removeAll(later);
        found.addAll(meant);
    }

    private Pids meant(Pids found, Pids later, VersionQueries queries, Test test) throws SQLException, IOException {
        Pids meant = new Pids();
        if (later.size() == 0) {
            return meant;
        }
        // A view of its own: whoever is asked asks the database in turn.
        try (Snapshot.View view = snapshot.view()) {
            LineReader reader = new LineReader(view, new Labels(false));
            for (Iterator<Chunk> chunks = later.chunks(AT_ONCE); chunks.hasNext(); ) {
                Chunk chunk = chunks.next();
                reader.read(queries.tagsBefore(chunk), queries.before(chunk), new Lines(test, meant) {
                    @Override
                    public void unreadable(long pid, String what) {
                        // Whoever writes it finds that out again, and tells.
                        if (found.contains(pid)) {
                            meant.add(pid);
                        }
                    }
                });
            }
        }
        return meant;
    }

    /**
     * What was deleted from then on until the instant, and is meant.
     *
     * @param test asked for what each was at last
     */
    Pids deleted(String type, Instant since, Test test) throws SQLException, IOException {
        VersionQueries queries = new VersionQueries(
                new TreeSet<>(Set.of(type)), Optional.of(since), Optional.empty(), snapshot.instant());
        try (Snapshot.View view = snapshot.view()) {
            Pids deleted = new Pids();
            CopyOutput.read(view.connection(), queries.deleted(), row -> deleted.add(row.bigint(0)));
            Pids meant = new Pids();
            LineReader reader = new LineReader(view, new Labels(false));
            for (Iterator<Chunk> chunks = deleted.chunks(AT_ONCE); chunks.hasNext(); ) {
                Chunk chunk = chunks.next();
                reader.read(
                        VersionQueries.labelsOfDeleted(chunk),
                        VersionQueries.contentsOfDeleted(chunk),
                        new Lines(test, meant));
            }
            return meant;
        }
    }

    private class Lines implements LineReader.Lines {
        private final Test test;
        private final Pids meant;

        Lines(Test test, Pids meant) {
            this.test = test;
            this.meant = meant;
        }

        @Override
        public void line(long pid, String type, JsonLine line) throws IOException {
            IBaseResource resource;
            try {
                resource = fhir.newJsonParser()
                        .parseResource(new String(line.bytes(), 0, line.size(), StandardCharsets.UTF_8));
            } catch (DataFormatException e) {
                return;
            }
            try {
                if (test.holds(pid, resource)) {
                    meant.add(pid);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("what a resource was could not be judged", e);
            }
        }

        @Override
        public void unreadable(String what) {
            // What it was cannot be told.
        }
    }
}
