package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportLimit;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.PatientCompartment;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.MemberCriterion;
import org.aliquot.server.bulk.export.order.TypeFilters;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Finds the patients who meet criteria at the snapshot's instant, in what the order's bearer may search. Where an order asks what was
 * deleted since, patients who were deleted are among them as far as their last contents meet the criteria; what else was theirs is gone,
 * and is not looked at.
 */
final class MemberSearch {
    private static final String PATIENT = "Patient";

    private final ExportOrder order;
    private final Compartments compartments;
    private final PatientCompartment compartment;
    private final ExportRules rules;
    private final Finder finder;
    private final Past past;

    MemberSearch(
            ExportOrder order,
            Compartments compartments,
            PatientCompartment compartment,
            ExportRules rules,
            Finder finder,
            Past past) {
        this.order = order;
        this.compartments = compartments;
        this.compartment = compartment;
        this.rules = rules;
        this.finder = finder;
        this.past = past;
    }

    /**
     * Patients who meet all of them.
     *
     * @param among some; empty: all patients
     * @throws ExportFailedException where a criterion is no search, or about more than the bearer may search
     */
    Pids meeting(List<MemberCriterion> criteria, Optional<Pids> among) throws SQLException, IOException {
        Pids patients = among.isPresent() ? among.get() : all();
        for (MemberCriterion criterion : criteria) {
            Pids meeting = meeting(criterion);
            if (criterion.isExcluded()) {
                patients.removeAll(meeting);
            } else {
                patients.retainAll(meeting);
            }
        }
        return patients;
    }

    private Pids all() throws SQLException, IOException {
        Pids all = new Pids();
        finder.all(Set.of(PATIENT), all);
        all.addAll(deleted((pid, patient) -> true));
        return all;
    }

    private Pids deleted(Past.Test test) throws SQLException, IOException {
        return order.since().isPresent() ? past.deleted(PATIENT, order.since().get(), test) : new Pids();
    }

    private Pids meeting(MemberCriterion criterion) throws SQLException, IOException {
        Pids meeting = living(criterion);
        // Told of too many deletions nobody keeps what is gone.
        meeting.addAll(deleted((pid, patient) -> criterion.type().equals(PATIENT)
                ? past.matcher().tell(criterion.search(), patient).orElse(!criterion.isExcluded())
                : !criterion.isExcluded()));
        return meeting;
    }

    private Pids living(MemberCriterion criterion) throws SQLException, IOException {
        Pids found = new Pids();
        for (String search : permitted(criterion)) {
            try {
                finder.check(search);
                finder.search(search, found);
            } catch (BaseServerResponseException e) {
                // Whose words quote what is searched for, and this goes into the log.
                throw failed(criterion, "it is no search that this server understands");
            }
        }
        if (criterion.type().equals(PATIENT)) {
            past.correct(found, Set.of(PATIENT), (pid, resource) -> finds(criterion, pid, resource));
            return found;
        }
        Set<String> paths = compartments.paths(Set.of(criterion.type()));
        if (paths.isEmpty()) {
            throw failed(criterion, "nothing of this type belongs to a patient");
        }
        Set<String> owners = new TreeSet<>();
        past.correct(found, Set.of(criterion.type()), (pid, resource) -> {
            if (finds(criterion, pid, resource)) {
                owners.addAll(compartment.ownersOf(resource));
            }
            // To whom it refers now does not matter.
            return false;
        });
        Pids patients = finder.targets(VersionQueries.links(paths), found);
        patients.addAll(finder.patients(owners));
        return patients;
    }

    private boolean finds(MemberCriterion criterion, long pid, IBaseResource resource) {
        boolean isPermitted = order.searchable().isEmpty()
                || rules.isWithin(order.searchable().get(), resource);
        return isPermitted && past.matcher().finds(criterion.search(), pid, resource);
    }

    /**
     * Searches that find together what the bearer could find by this one.
     *
     * @throws ExportFailedException where that would be fewer of those whom it leaves out
     */
    private List<String> permitted(MemberCriterion criterion) {
        if (order.searchable().isEmpty()) {
            return List.of(criterion.search());
        }
        List<ExportLimit> limits = order.searchable().get().get(criterion.type());
        if (limits == null || TypeFilters.asksAboutOthers(criterion.search())) {
            throw failed(criterion, "it is about more than the scopes of the token allow to read");
        }
        if (criterion.isExcluded() && !limits.isEmpty()) {
            // Whoever is to be left out for something that the bearer may not see would be let in.
            throw failed(
                    criterion,
                    "it leaves patients out, and the scopes of the token allow to read a part of this type: order with"
                            + " a token that may read all of it");
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
