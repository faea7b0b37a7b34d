package org.aliquot.ingest.job.ledger;

import java.util.List;

/** What becomes of a line of a batch. */
public sealed interface Resolution {
    /** It is in the database, in a new version. */
    record Stored() implements Resolution {}

    /** It was in the database already. */
    record Unchanged() implements Resolution {}

    /** It never will be. */
    record Refused(LineEntry entry, String reason) implements Resolution {}

    /** It waits for others: those it refers to, or an earlier line of its own id, which is then what is missing. */
    record Held(LineEntry entry, List<String> missing) implements Resolution {}
}
