package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.server.auth.access.ExportLimit;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;

/**
 * Patients whom an order names in vain: they are not there, are no members of its Group, or are not for its bearer to read. Which of
 * these it is must not be told: it would say who is there.
 */
final class MissingPatients {
    private static final String PATIENT = "Patient";

    /** As many ids as one search is for. */
    private static final int IDS = 500;

    private final ExportOrder order;
    private final ExportRules rules;
    private final Finder finder;

    MissingPatients(ExportOrder order, ExportRules rules, Finder finder) {
        this.order = order;
        this.rules = rules;
        this.finder = finder;
    }

    /** In words for the client, who named them: one line each. */
    List<String> without(Pids exported) throws SQLException, IOException {
        SortedSet<String> missing = new TreeSet<>(order.patients());
        if (missing.isEmpty()) {
            return List.of();
        }
        Optional<Pids> readable = readable();
        finder.there(PATIENT, order.patients(), (id, pid) -> {
            if (exported.contains(pid) && (readable.isEmpty() || readable.get().contains(pid))) {
                missing.remove(id);
            }
        });
        String why = (order.level() == Level.GROUP ? " is no member of the Group," : "")
                + " is not there, or is not for this token to read";
        return missing.stream().map(id -> PATIENT + "/" + id + why).toList();
    }

    /** Of those who are named; empty: all of them. */
    private Optional<Pids> readable() {
        if (order.searchable().isEmpty()) {
            return Optional.empty();
        }
        // Of a type that is not named there, not everybody's may be read: by these scopes nobody is known.
        List<ExportLimit> limits = order.searchable().get().get(PATIENT);
        List<String> searches = limits == null
                ? List.of()
                : limits.stream().map(rules::asSearch).toList();
        if (limits != null && limits.isEmpty() || searches.contains("")) {
            return Optional.empty();
        }
        Pids readable = new Pids();
        searches.forEach(search -> find(search, readable));
        return Optional.of(readable);
    }

    private void find(String limit, Pids into) {
        List<String> ids = List.copyOf(order.patients());
        for (int from = 0; from < ids.size(); from += IDS) {
            String some = String.join(",", ids.subList(from, Math.min(ids.size(), from + IDS)));
            finder.search(PATIENT + "?_id=" + some + "&" + limit, into);
        }
    }
}
