package org.aliquot.ingest.hapi.schema;

import java.util.List;

/** The tables that a plan speaks of: those that hold resources and what finds them. */
final class PlanTables {
    private PlanTables() {}

    static List<String> names() {
        return PlanFile.LAB.stream()
                .map(rule -> rule.stock().table())
                .distinct()
                .toList();
    }
}
