package org.aliquot.server.bulk.export.grant;

import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportLimit;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;

/** What of an order a bearer may have, when it is ordered and whenever it is asked for. */
public final class Grants {
    private static final String PROVENANCE = "Provenance";

    private final ExportRules rules;

    public Grants(ExportRules rules) {
        this.rules = rules;
    }

    /** @throws ForbiddenOperationException where it is more than the scopes allow */
    public ExportOrder of(Access access, ExportOrder order) {
        ExportRules.Span span = switch (order.level()) {
            case SYSTEM -> ExportRules.Span.SYSTEM;
            case PATIENT -> ExportRules.Span.PATIENTS;
            case GROUP -> ExportRules.Span.GROUP;
        };
        SortedMap<String, List<ExportLimit>> limits = new TreeMap<>(rules.limits(access, span, order.types()));
        SortedSet<String> types = new TreeSet<>(limits.isEmpty() ? order.types() : limits.keySet());
        if (order.withProvenances() && order.types().isEmpty() && types.size() > 1) {
            types.remove(PROVENANCE);
        }
        if (order.withProvenances() && !limits.isEmpty()) {
            // Those about what is exported come along, as far as they could be read themselves.
            limits.putAll(rules.limits(access, span, new TreeSet<>(List.of(PROVENANCE))));
        }
        return order.within(types, limits, order.level() == Level.SYSTEM ? Optional.empty() : rules.readable(access));
    }

    /** Whether the bearer could order all of it now: scopes may have been taken back since. */
    public boolean stillAllow(Access access, ExportOrder order) {
        try {
            ExportOrder today = of(access, order);
            if (!covers(today.searchable(), order.searchable())) {
                return false;
            }
            SortedMap<String, List<ExportLimit>> now = today.limits();
            boolean isOfAllTypes =
                    now.isEmpty() || !order.types().isEmpty() && now.keySet().containsAll(order.types());
            return isOfAllTypes && now.values().stream().allMatch(List::isEmpty) || now.equals(order.limits());
        } catch (ForbiddenOperationException e) {
            return false;
        }
    }

    private static boolean covers(
            Optional<SortedMap<String, List<ExportLimit>>> now, Optional<SortedMap<String, List<ExportLimit>>> then) {
        return now.isEmpty()
                || then.isPresent()
                        && then.get().entrySet().stream().allMatch(one -> {
                            List<ExportLimit> limits = now.get().get(one.getKey());
                            return limits != null && (limits.isEmpty() || limits.equals(one.getValue()));
                        });
    }
}
