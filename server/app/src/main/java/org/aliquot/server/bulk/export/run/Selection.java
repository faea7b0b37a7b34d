package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;

/** Which resources an order is about: numbers, found on a snapshot. When they were changed is not looked at here. */
final class Selection {
    private static final String PATIENT = "Patient";
    private static final String PROVENANCE = "Provenance";

    /** HTTP: where it is the server that failed. */
    private static final int FIRST_OF_SERVER = 500;

    private final ExportOrder order;
    private final FhirContext fhir;
    private final Compartments compartments;
    private final ExportRules rules;
    private final Finder finder;

    Selection(ExportOrder order, FhirContext fhir, Compartments compartments, ExportRules rules, Finder finder) {
        this.order = order;
        this.fhir = fhir;
        this.compartments = compartments;
        this.rules = rules;
        this.finder = finder;
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
        Pids found = order.level() == Level.SYSTEM ? ofTypes(types) : ofPatients(types, patients);
        if (order.withProvenances()) {
            addProvenances(found);
        }
        return found;
    }

    /** What an order is of: those it names, or all of its level. */
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
            List<String> restrictions = restrictions(type);
            if (!restrictions.isEmpty()) {
                whole.remove(type);
                find(restrictions, found);
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
        // Who measured, where: as far as the patients' data name them, whatever of these is exported.
        SortedSet<String> others = new TreeSet<>(types);
        others.removeIf(type -> type.equals(PATIENT) || compartments.hasMembersOf(type));
        if (!others.isEmpty()) {
            Pids naming = members(readable(compartments.types()), patients);
            naming.addAll(found);
            if (!readable(Set.of(PATIENT)).isEmpty()) {
                naming.addAll(themselves(patients));
            }
            for (String type : others) {
                add(finder.targets(VersionQueries.linksTo(type), naming), type, found);
            }
        }
        return found;
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
    private void add(Pids some, String type, Pids into) {
        List<String> restrictions = restrictions(type);
        if (!restrictions.isEmpty()) {
            Pids within = new Pids();
            find(restrictions, within);
            some.retainAll(within);
        }
        into.addAll(some);
    }

    private Pids members(Collection<String> types, Optional<Pids> patients) throws SQLException, IOException {
        return finder.referring(compartments.paths(types), patients);
    }

    private void addProvenances(Pids found) throws SQLException, IOException {
        Pids about = new Pids();
        add(finder.sources(VersionQueries.links(Set.of("Provenance.target")), found), PROVENANCE, about);
        found.addAll(order.latestProvenancesOnly() ? finder.latestProvenances(found, about) : about);
    }

    /** Searches one of which has to find a resource of the type; none where any resource will do. */
    private List<String> restrictions(String type) {
        List<String> filters = order.filters().stream()
                .filter(filter -> filter.startsWith(type + "?"))
                .toList();
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
