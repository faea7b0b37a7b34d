package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportLimit;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.MemberCriterion;
import org.aliquot.server.bulk.export.order.TypeFilters;

/** Finds the patients who meet criteria, in what the order's bearer may search. */
final class MemberSearch {
    private static final String PATIENT = "Patient";

    /** As many numbers as one statement is given. */
    private static final int NUMBERS = 5_000;

    private final ExportOrder order;
    private final Compartments compartments;
    private final Searches searches;
    private final ExportRules rules;
    private final Snapshot snapshot;
    private final Snapshot.View view;

    MemberSearch(
            ExportOrder order,
            Compartments compartments,
            Searches searches,
            ExportRules rules,
            Snapshot snapshot,
            Snapshot.View view) {
        this.order = order;
        this.compartments = compartments;
        this.searches = searches;
        this.rules = rules;
        this.snapshot = snapshot;
        this.view = view;
    }

    /**
     * Ids of patients who meet all of them.
     *
     * @param among ids; empty: all patients
     * @throws ExportFailedException where a criterion is no search, or about more than the bearer may search
     */
    Set<String> meeting(List<MemberCriterion> criteria, Optional<Set<String>> among) throws SQLException, IOException {
        Pids patients = among.isPresent() ? Selection.patients(among.get(), view) : all();
        for (MemberCriterion criterion : criteria) {
            Pids meeting = meeting(criterion);
            if (criterion.isExcluded()) {
                patients.removeAll(meeting);
            } else {
                patients.retainAll(meeting);
            }
        }
        Set<String> ids = new TreeSet<>();
        for (Iterator<Chunk> some = patients.chunks(NUMBERS); some.hasNext(); ) {
            CopyOutput.read(view.connection(), VersionQueries.fhirIds(some.next()), row -> ids.add(row.text(0)));
        }
        return ids;
    }

    private Pids all() throws SQLException, IOException {
        Pids all = new Pids();
        String query = new VersionQueries(
                        new TreeSet<>(Set.of(PATIENT)), Optional.empty(), Optional.empty(), snapshot.instant())
                .ids();
        CopyOutput.read(view.connection(), query, row -> all.add(row.bigint(0)));
        return all;
    }

    private Pids meeting(MemberCriterion criterion) throws SQLException, IOException {
        Pids found = new Pids();
        for (String search : permitted(criterion)) {
            try {
                searches.check(search);
                searches.find(search, snapshot, view.stop(), found);
            } catch (BaseServerResponseException e) {
                throw failed(criterion, e.getMessage());
            }
        }
        if (criterion.type().equals(PATIENT)) {
            return found;
        }
        Set<String> paths = compartments.paths(Set.of(criterion.type()));
        if (paths.isEmpty()) {
            throw failed(criterion, "nothing of this type belongs to a patient");
        }
        Pids owners = new Pids();
        CopyOutput.read(view.connection(), VersionQueries.links(paths), row -> {
            if (found.contains(row.bigint(0))) {
                owners.add(row.bigint(1));
            }
        });
        return owners;
    }

    /** Searches that find together what the bearer could find by this one. */
    private List<String> permitted(MemberCriterion criterion) {
        if (order.searchable().isEmpty()) {
            return List.of(criterion.search());
        }
        List<ExportLimit> limits = order.searchable().get().get(criterion.type());
        if (limits == null || TypeFilters.asksAboutOthers(criterion.search())) {
            throw failed(criterion, "it is about more than the scopes of the token allow to read");
        }
        return limits.isEmpty()
                ? List.of(criterion.search())
                : limits.stream()
                        .map(rules::asSearch)
                        .map(limit -> criterion.search() + (limit.isEmpty() ? "" : "&" + limit))
                        .toList();
    }

    private static ExportFailedException failed(MemberCriterion criterion, String why) {
        return new ExportFailedException("a criterion of the Group, on " + criterion.type() + ": " + why);
    }
}
