package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.PatientCompartment;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/**
 * Which resources an order is about: numbers, found on a snapshot, by what they were at its instant. That instant is all that is looked at
 * here of when they were changed.
 */
final class Selection {
    private static final String PATIENT = "Patient";
    private static final String PROVENANCE = "Provenance";

    /** In no compartment; they come along unasked, for results are read with them. */
    private static final Set<String> WHO_AND_WHERE =
            Set.of("Location", "Organization", "Practitioner", "PractitionerRole");

    /** HTTP: where it is the server that failed. */
    private static final int FIRST_OF_SERVER = 500;

    private final ExportOrder order;
    private final FhirContext fhir;
    private final Compartments compartments;
    private final PatientCompartment compartment;
    private final ExportRules rules;
    private final Finder finder;
    private final Past past;

    Selection(
            ExportOrder order,
            FhirContext fhir,
            Compartments compartments,
            PatientCompartment compartment,
            ExportRules rules,
            Finder finder,
            Past past) {
        this.order = order;
        this.fhir = fhir;
        this.compartments = compartments;
        this.compartment = compartment;
        this.rules = rules;
        this.finder = finder;
        this.past = past;
    }

    /**
     * All that are meant.
     *
     * @param patients whose data, where not everybody's
     */
    Pids find(Optional<Pids> patients) throws SQLException, IOException {
        SortedSet<String> types = new TreeSet<>(types(order, fhir, compartments));
        if (order.withProvenances() && order.types().isEmpty()) {
            // Those about the others come along, and no more.
            types.remove(PROVENANCE);
        }
        if (order.level() != Level.SYSTEM && order.types().isEmpty()) {
            types.addAll(WHO_AND_WHERE);
        }
        Pids found = order.level() == Level.SYSTEM ? ofTypes(types) : ofPatients(types, patients);
        if (order.withProvenances()) {
            addProvenances(found);
        }
        return found;
    }

    /** What an order is of: those it names, or all of its level. Not what comes along: nothing refers to what of that was deleted. */
    static SortedSet<String> types(ExportOrder order, FhirContext fhir, Compartments compartments) {
        if (!order.types().isEmpty()) {
            return order.types();
        }
        return order.level() == Level.SYSTEM ? new TreeSet<>(fhir.getResourceTypes()) : compartments.types();
    }

    private Pids ofTypes(SortedSet<String> types) throws SQLException, IOException {
        SortedSet<String> whole = new TreeSet<>(types);
        Pids found = new Pids();
        for (String type : types) {
            if (!restrictions(type).isEmpty()) {
                whole.remove(type);
                found.addAll(within(type));
            }
        }
        if (!whole.isEmpty()) {
            finder.all(whole, found);
        }
        return found;
    }

    private Pids ofPatients(SortedSet<String> types, Optional<Pids> patients) throws SQLException, IOException {
        Pids found = new Pids();
        if (types.contains(PATIENT)) {
            add(themselves(patients), PATIENT, found);
        }
        SortedSet<String> whole = new TreeSet<>();
        for (String type : types) {
            if (!compartments.hasMembersOf(type)) {
                continue;
            }
            if (restrictions(type).isEmpty()) {
                whole.add(type);
            } else {
                add(members(Set.of(type), patients), type, found);
            }
        }
        found.addAll(members(whole, patients));
        past.correct(
                found,
                types.stream().filter(this::isOfPatients).toList(),
                (pid, resource) -> isOf(patients, resource) && isWithin(pid, resource));
        // Who measured, where: as far as the patients' data name them, whatever of these is exported.
        SortedSet<String> others = new TreeSet<>(types);
        others.removeIf(this::isOfPatients);
        if (!others.isEmpty()) {
            addNamed(others, patients, found);
        }
        return found;
    }

    private void addNamed(SortedSet<String> others, Optional<Pids> patients, Pids found)
            throws SQLException, IOException {
        List<String> readable = readable(compartments.types());
        Pids naming = members(readable, patients);
        naming.addAll(found);
        if (readable.contains(PATIENT)) {
            naming.addAll(themselves(patients));
        }
        Map<String, Set<String>> named = new TreeMap<>();
        past.correct(naming, compartments.types(), (pid, resource) -> {
            if (found.contains(pid) || readable.contains(resource.fhirType()) && isOf(patients, resource)) {
                name(resource, named);
            }
            // To what it refers now does not matter.
            return false;
        });
        for (String type : others) {
            Pids targets = finder.namedBy(naming, type);
            targets.addAll(finder.named(type, named.getOrDefault(type, Set.of())));
            add(targets, type, found);
        }
    }

    /** Adds to what a resource refers: ids by type. */
    private void name(IBaseResource resource, Map<String, Set<String>> named) {
        for (ResourceReferenceInfo reference : fhir.newTerser().getAllResourceReferences(resource)) {
            name(reference.getResourceReference().getReferenceElement(), named);
        }
    }

    private static void name(IIdType target, Map<String, Set<String>> named) {
        if (!target.hasBaseUrl() && target.hasResourceType() && target.hasIdPart()) {
            named.computeIfAbsent(target.getResourceType(), type -> new TreeSet<>())
                    .add(target.getIdPart());
        }
    }

    private boolean isOfPatients(String type) {
        return type.equals(PATIENT) || compartments.hasMembersOf(type);
    }

    private boolean isOf(Optional<Pids> patients, IBaseResource resource) throws SQLException, IOException {
        Set<String> owners = compartment.ownersOf(resource);
        if (patients.isEmpty()) {
            return !owners.isEmpty();
        }
        Pids found = finder.patients(owners);
        found.retainAll(patients.get());
        return found.size() > 0;
    }

    private Pids themselves(Optional<Pids> patients) throws SQLException, IOException {
        Pids themselves = new Pids();
        if (patients.isPresent()) {
            themselves.addAll(patients.get());
        } else {
            finder.all(Set.of(PATIENT), themselves);
        }
        return themselves;
    }

    /** Those of which the bearer may read everybody's. */
    private List<String> readable(Collection<String> types) {
        return types.stream()
                .filter(type -> order.searchable().isEmpty()
                        || List.of().equals(order.searchable().get().get(type)))
                .toList();
    }

    /** As far as they are within what the type is restricted to. */
    private void add(Pids some, String type, Pids into) throws SQLException, IOException {
        if (!restrictions(type).isEmpty()) {
            some.retainAll(within(type));
        }
        into.addAll(some);
    }

    /** What of a type is within its restrictions. */
    private Pids within(String type) throws SQLException, IOException {
        Pids within = new Pids();
        find(restrictions(type), within);
        past.correct(within, Set.of(type), this::isWithin);
        return within;
    }

    private boolean isWithin(long pid, IBaseResource resource) {
        List<String> filters = filters(resource.fhirType());
        return rules.isWithin(order.limits(), resource)
                && (filters.isEmpty()
                        || filters.stream().anyMatch(filter -> past.matcher().finds(filter, pid, resource)));
    }

    private Pids members(Collection<String> types, Optional<Pids> patients) throws SQLException, IOException {
        return finder.referring(compartments.paths(types), patients);
    }

    private void addProvenances(Pids found) throws SQLException, IOException {
        Pids about = new Pids();
        Pids sources = finder.sources(VersionQueries.links(Set.of("Provenance.target")), found);
        past.correct(sources, Set.of(PROVENANCE), (pid, provenance) -> isAbout(found, provenance));
        add(sources, PROVENANCE, about);
        found.addAll(order.latestProvenancesOnly() ? finder.latestProvenances(found, about) : about);
    }

    private boolean isAbout(Pids found, IBaseResource provenance) throws SQLException, IOException {
        Map<String, Set<String>> named = new TreeMap<>();
        for (Reference target : ((Provenance) provenance).getTarget()) {
            name(target.getReferenceElement(), named);
        }
        Pids targets = new Pids();
        for (Map.Entry<String, Set<String>> ofType : named.entrySet()) {
            targets.addAll(finder.named(ofType.getKey(), ofType.getValue()));
        }
        targets.retainAll(found);
        return targets.size() > 0;
    }

    private List<String> filters(String type) {
        return order.filters().stream()
                .filter(filter -> filter.startsWith(type + "?"))
                .toList();
    }

    /** Searches one of which has to find a resource of the type; none where any resource will do. */
    private List<String> restrictions(String type) {
        List<String> filters = filters(type);
        List<String> limits = order.limits().getOrDefault(type, List.of()).stream()
                .map(rules::asSearch)
                .toList();
        boolean isLimited = !limits.isEmpty() && limits.stream().noneMatch(String::isEmpty);
        List<String> restrictions = new ArrayList<>();
        for (String filter : filters.isEmpty() ? List.of(type + "?") : filters) {
            if (isLimited) {
                String separator = filter.endsWith("?") ? "" : "&";
                limits.forEach(limit -> restrictions.add(filter + separator + limit));
            } else if (!filters.isEmpty()) {
                restrictions.add(filter);
            }
        }
        return restrictions;
    }

    private void find(List<String> restrictions, Pids into) {
        for (String search : restrictions) {
            try {
                finder.search(search, into);
            } catch (BaseServerResponseException e) {
                if (e.getStatusCode() >= FIRST_OF_SERVER) {
                    throw e;
                }
                // Its words quote what is searched for, and this goes into the log.
                throw new ExportFailedException("a search for " + search.substring(0, search.indexOf('?'))
                        + ", by _typeFilter or by the token's scopes, is none that this server understands; order it"
                        + " with others");
            }
        }
    }
}
