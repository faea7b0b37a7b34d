package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.hapi.current.Chunk;
import org.aliquot.ingest.hapi.current.VersionQueries;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;

/** Which resources an order is about: numbers, found on a snapshot. When they were changed is not looked at here. */
final class Selection {
    private static final String PATIENT = "Patient";
    private static final String PROVENANCE = "Provenance";

    /** As many numbers as one statement is given. */
    private static final int NUMBERS = 5_000;

    private final ExportOrder order;
    private final FhirContext fhir;
    private final Compartments compartments;
    private final Searches searches;
    private final ExportRules rules;
    private final Snapshot snapshot;
    private final Snapshot.View view;

    Selection(
            ExportOrder order,
            FhirContext fhir,
            Compartments compartments,
            Searches searches,
            ExportRules rules,
            Snapshot snapshot,
            Snapshot.View view) {
        this.order = order;
        this.fhir = fhir;
        this.compartments = compartments;
        this.searches = searches;
        this.rules = rules;
        this.snapshot = snapshot;
        this.view = view;
    }

    /**
     * All that are meant.
     *
     * @param patients whose data, where not everybody's
     */
    Pids find(Optional<Pids> patients) throws SQLException, IOException {
        SortedSet<String> types = types();
        Pids found = order.level() == Level.SYSTEM ? ofTypes(types) : ofPatients(types, patients);
        if (order.withProvenances()) {
            addProvenances(found);
        }
        return found;
    }

    private SortedSet<String> types() {
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
            read(all(whole).ids(), found);
        }
        return found;
    }

    private Pids ofPatients(SortedSet<String> types, Optional<Pids> patients) throws SQLException, IOException {
        Pids found = new Pids();
        if (types.contains(PATIENT)) {
            Pids themselves = new Pids();
            if (patients.isPresent()) {
                themselves.addAll(patients.get());
            } else {
                read(all(Set.of(PATIENT)).ids(), themselves);
            }
            add(themselves, PATIENT, found);
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
            for (String type : others) {
                add(namedBy(naming, type), type, found);
            }
        }
        return found;
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
        Pids members = new Pids();
        Set<String> paths = compartments.paths(types);
        if (paths.isEmpty()) {
            return members;
        }
        if (patients.isEmpty()) {
            read(VersionQueries.referring(paths, PATIENT, Optional.empty()), members);
            return members;
        }
        for (Iterator<Chunk> some = patients.get().chunks(NUMBERS); some.hasNext(); ) {
            read(VersionQueries.referring(paths, PATIENT, Optional.of(some.next())), members);
        }
        return members;
    }

    private Pids namedBy(Pids found, String type) throws SQLException, IOException {
        Pids named = new Pids();
        CopyOutput.read(view.connection(), VersionQueries.linksTo(type), row -> {
            if (found.contains(row.bigint(0))) {
                named.add(row.bigint(1));
            }
        });
        return named;
    }

    private void addProvenances(Pids found) throws SQLException, IOException {
        Pids about = new Pids();
        CopyOutput.read(view.connection(), VersionQueries.links(Set.of("Provenance.target")), row -> {
            if (found.contains(row.bigint(1))) {
                about.add(row.bigint(0));
            }
        });
        add(about, PROVENANCE, found);
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
        restrictions.forEach(search -> searches.find(search, snapshot, view.stop(), into));
    }

    private void read(String query, Pids into) throws SQLException, IOException {
        CopyOutput.read(view.connection(), query, row -> into.add(row.bigint(0)));
    }

    private VersionQueries all(Collection<String> types) {
        return new VersionQueries(new TreeSet<>(types), Optional.empty(), Optional.empty(), snapshot.instant());
    }

    /** Numbers of patients by their ids; who is not there is not among them. */
    static Pids patients(Collection<String> ids, Snapshot.View view) throws SQLException, IOException {
        Pids patients = new Pids();
        if (!ids.isEmpty()) {
            CopyOutput.read(
                    view.connection(), VersionQueries.byFhirId(PATIENT, ids), row -> patients.add(row.bigint(0)));
        }
        return patients;
    }
}
