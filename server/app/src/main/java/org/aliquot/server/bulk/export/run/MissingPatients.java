package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
        List<String> limits = limits();
        Pids readable = new Pids();
        if (!limits.isEmpty()) {
            find(limits, readable);
        }
        finder.there(PATIENT, order.patients(), (id, pid) -> {
            if (exported.contains(pid) && (limits.isEmpty() || readable.contains(pid))) {
                missing.remove(id);
            }
        });
        String why = (order.level() == Level.GROUP ? " is no member of the Group," : "")
                + " is not there, or is not for this token to read";
        return missing.stream().map(id -> PATIENT + "/" + id + why).toList();
    }

    /** Parameters of searches one of which has to find whom the bearer may read; none where that is everybody. */
    private List<String> limits() {
        List<ExportLimit> limits = order.searchable()
                .map(readable -> readable.getOrDefault(PATIENT, List.of()))
                .orElse(List.of());
        List<String> searches = limits.stream().map(rules::asSearch).toList();
        return searches.contains("") ? List.of() : searches;
    }

    private void find(List<String> limits, Pids into) {
        List<String> ids = new ArrayList<>(order.patients());
        for (int from = 0; from < ids.size(); from += IDS) {
            String some = String.join(",", ids.subList(from, Math.min(ids.size(), from + IDS)));
            limits.forEach(limit -> finder.search(PATIENT + "?_id=" + some + "&" + limit, into));
        }
    }
}
