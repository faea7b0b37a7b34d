package org.aliquot.ingest.hapi.schema;

import java.util.List;
import java.util.Locale;

/** A named choice of indexes and foreign keys on the tables that hold resources. */
public enum IndexPlan {
    /** HAPI's own, as its migration makes them. */
    STOCK,

    /** For laboratory data; {@code lab.tsv} gives each decision with its reason. */
    LAB;

    /** A decision for each of HAPI's indexes and foreign keys on the tables concerned. */
    public List<Rule> rules() {
        return switch (this) {
            case STOCK -> PlanFile.LAB.stream().map(Rule::kept).toList();
            case LAB -> PlanFile.LAB;
        };
    }

    /** As the settings and the command line write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
