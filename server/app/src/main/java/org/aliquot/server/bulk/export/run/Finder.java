package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.VersionQueries;

/** Finds numbers of resources on one snapshot. When they were changed is not looked at here. One thread at a time. */
final class Finder {
    private static final String PATIENT = "Patient";

    /** As many numbers, or ids, as one statement is given. */
    private static final int NUMBERS = 5_000;

    /** What fewer refer to is looked up source by source. */
    private static final long FEW = 20_000;

    /** Columns of a query of links. */
    private static final int SOURCE = 0;

    private static final int TARGET = 1;

    private final Searches searches;
    private final Snapshot snapshot;
    private final Snapshot.View view;

    Finder(Searches searches, Snapshot snapshot, Snapshot.View view) {
        this.searches = searches;
        this.snapshot = snapshot;
        this.view = view;
    }

    /** Adds what a search finds, {@code Type?parameters}. */
    void search(String search, Pids into) {
        searches.find(search, snapshot, view.stop(), into);
    }

    /** @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException where it is no search that HAPI understands */
    void check(String search) {
        searches.check(search);
    }

    /** Adds all there were of some types at the snapshot's instant; what was created since may be among them. */
    void all(Collection<String> types, Pids into) throws SQLException, IOException {
        read(
                new VersionQueries(new TreeSet<>(types), Optional.empty(), Optional.empty(), snapshot.instant())
                        .there(),
                into);
    }

    /** Patients by their ids; who is not there is not among them. */
    Pids patients(Collection<String> ids) throws SQLException, IOException {
        return patients(ids, view);
    }

    static Pids patients(Collection<String> ids, Snapshot.View view) throws SQLException, IOException {
        return named(PATIENT, ids, view);
    }

    /** Those of a type by their ids, deleted ones too. */
    Pids named(String type, Collection<String> ids) throws SQLException, IOException {
        return named(type, ids, view);
    }

    private static Pids named(String type, Collection<String> ids, Snapshot.View view)
            throws SQLException, IOException {
        Pids named = new Pids();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += NUMBERS) {
            List<String> some = all.subList(from, Math.min(all.size(), from + NUMBERS));
            CopyOutput.read(view.connection(), VersionQueries.byFhirId(type, some), row -> named.add(row.bigint(0)));
        }
        return named;
    }

    /** Takes a resource. */
    @FunctionalInterface
    interface Named {
        void is(String id, long pid);
    }

    /** Hands out those of some ids that are there. */
    void there(String type, Collection<String> ids, Named into) throws SQLException, IOException {
        VersionQueries queries =
                new VersionQueries(new TreeSet<>(), Optional.empty(), Optional.empty(), snapshot.instant());
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += NUMBERS) {
            List<String> some = all.subList(from, Math.min(all.size(), from + NUMBERS));
            CopyOutput.read(
                    view.connection(),
                    queries.there(type, some),
                    row -> into.is(Objects.requireNonNull(row.text(0)), row.bigint(1)));
        }
    }

    /**
     * What refers to patients by some paths.
     *
     * @param patients to these; empty: to any
     */
    Pids referring(Set<String> paths, Optional<Pids> patients) throws SQLException, IOException {
        Pids referring = new Pids();
        if (paths.isEmpty()) {
            return referring;
        }
        if (patients.isEmpty()) {
            read(VersionQueries.referring(paths, PATIENT, Optional.empty()), referring);
            return referring;
        }
        for (Iterator<Chunk> some = patients.get().chunks(NUMBERS); some.hasNext(); ) {
            read(VersionQueries.referring(paths, PATIENT, Optional.of(some.next())), referring);
        }
        return referring;
    }

    /** To what of a type some resources refer. */
    Pids namedBy(Pids sources, String type) throws SQLException, IOException {
        if (sources.size() > FEW) {
            return targets(VersionQueries.linksTo(type), sources);
        }
        // One patient's do not need all references of all results.
        Pids named = new Pids();
        for (Iterator<Chunk> some = sources.chunks(NUMBERS); some.hasNext(); ) {
            CopyOutput.read(
                    view.connection(), VersionQueries.linksTo(type, some.next()), row -> named.add(row.bigint(TARGET)));
        }
        return named;
    }

    /** Targets of what some resources refer to, as a query of {@code source, target} has it. */
    Pids targets(String links, Pids sources) throws SQLException, IOException {
        return along(links, SOURCE, sources, TARGET);
    }

    /** Sources of what refers to some resources, as a query of {@code source, target} has it. */
    Pids sources(String links, Pids targets) throws SQLException, IOException {
        return along(links, TARGET, targets, SOURCE);
    }

    /** Of what Provenances say of some resources the latest of each; among some. */
    Pids latestProvenances(Pids targets, Pids among) throws SQLException, IOException {
        Pids latest = new Pids();
        long[] known = {0};
        String query = new VersionQueries(new TreeSet<>(), Optional.empty(), Optional.empty(), snapshot.instant())
                .latestProvenances();
        CopyOutput.read(view.connection(), query, row -> {
            long target = row.bigint(0);
            if (target != known[0] && targets.contains(target) && among.contains(row.bigint(1))) {
                known[0] = target;
                latest.add(row.bigint(1));
            }
        });
        return latest;
    }

    private Pids along(String links, int from, Pids known, int to) throws SQLException, IOException {
        Pids found = new Pids();
        CopyOutput.read(view.connection(), links, row -> {
            if (known.contains(row.bigint(from))) {
                found.add(row.bigint(to));
            }
        });
        return found;
    }

    private void read(String query, Pids into) throws SQLException, IOException {
        CopyOutput.read(view.connection(), query, row -> into.add(row.bigint(0)));
    }
}
