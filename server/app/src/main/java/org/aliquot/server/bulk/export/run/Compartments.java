package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How references lead from a resource to the patient in whose compartment it is (FHIR R4, CompartmentDefinition {@code patient}), as
 * HAPI writes them into HFJ_RES_LINK.SRC_PATH.
 */
public final class Compartments {
    private static final String PATIENT = "Patient";

    private final FhirContext fhir;
    private final ISearchParamRegistry parameters;

    public Compartments(FhirContext fhir, ISearchParamRegistry parameters) {
        this.fhir = fhir;
        this.parameters = parameters;
    }

    /** Types whose resources may be in one; Patient among them. */
    SortedSet<String> types() {
        SortedSet<String> types = fhir.getResourceTypes().stream()
                .filter(this::hasMembersOf)
                .collect(Collectors.toCollection(TreeSet::new));
        types.add(PATIENT);
        // Who looked at results is told by the audit's own search.
        types.remove("AuditEvent");
        return types;
    }

    boolean hasMembersOf(String type) {
        return !type.equals(PATIENT)
                && !fhir.getResourceDefinition(type)
                        .getSearchParamsForCompartmentName(PATIENT)
                        .isEmpty();
    }

    /** Paths of references from resources of some types, without Patient's. */
    Set<String> paths(Collection<String> types) {
        return types.stream()
                .filter(this::hasMembersOf)
                .flatMap(type -> fhir.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT).stream()
                        .map(RuntimeSearchParam::getName)
                        .map(name -> parameters.getActiveSearchParam(
                                type, name, ISearchParamRegistry.SearchParamLookupContextEnum.ALL))
                        .filter(parameter -> parameter != null)
                        .flatMap(parameter -> parameter.getPathsSplitForResourceType(type).stream()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
