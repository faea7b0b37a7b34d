package org.aliquot.server.settings;

import java.util.List;

/**
 * How many connections loads may hold at once. A pool with fewer would have them wait for each other until each gives up
 * and takes the database for away.
 */
final class IngestConnections {
    /** A job or request body at work: a batch that is written, another behind it. */
    private static final int EACH = 2;

    /** The end of an initial load: its hold, the schema's, and indexes built side by side. */
    private static final int INDEXES = 6;

    private IngestConnections() {}

    static List<String> problems(DatabaseSettings database, IngestProperties ingest) {
        int needed = EACH * (ingest.concurrentJobs() + ingest.concurrentRequests()) + INDEXES;
        return database.poolSize() >= needed
                ? List.of()
                : List.of("aliquot.database.pool-size: must be at least " + needed + ", not " + database.poolSize()
                        + ": two for each of aliquot.ingest.concurrent-jobs (" + ingest.concurrentJobs()
                        + ") and aliquot.ingest.concurrent-requests (" + ingest.concurrentRequests() + "), and "
                        + INDEXES + " to build indexes; or lower those two");
    }
}
