package org.aliquot.bench.ingest;

import java.util.Locale;

/** Which of HAPI's indexes and keys are there: setting {@code aliquot.database.index-plan}. */
enum Plan {
    /** HAPI's own: all of them. */
    STOCK,
    /** What the server comes with. */
    LAB;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
