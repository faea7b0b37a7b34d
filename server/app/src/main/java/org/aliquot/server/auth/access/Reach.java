package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Interaction;

/** Whose resources of a type a request may find, for those who search elsewhere than in HAPI's storage. */
public final class Reach {
    private final AccessRules rules;

    public Reach(FhirContext fhir) {
        this.rules = new AccessRules(fhir, new PatientCompartment(fhir), Sensitive.NONE);
    }

    /**
     * Ids of patients in whose compartments they must be; empty where they may be anybody's.
     *
     * <p>A scope that is limited to categories reaches nothing here.
     */
    public Optional<Set<String>> patients(RequestDetails request, String type) {
        Optional<Access> access = Access.of(request);
        // Not: whoever may do everything may see these. Who saw what is told to those alone whose scopes name it.
        if (access.isEmpty()) {
            return Optional.empty();
        }
        List<Limit> limits = Stream.of(Interaction.READ, Interaction.SEARCH)
                .flatMap(interaction -> rules.limits(access.get(), interaction, type).stream())
                .filter(limit -> limit.categories().isEmpty())
                .toList();
        if (limits.stream().anyMatch(Limit::isNone)) {
            return Optional.empty();
        }
        Set<String> patients = new TreeSet<>();
        limits.forEach(limit -> limit.patient().ifPresent(patients::add));
        return Optional.of(patients);
    }
}
