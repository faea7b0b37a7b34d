package org.aliquot.server.settings;

import java.util.List;

/**
 * How many connections loads and exports may hold at once. A pool with fewer would have them wait for each other until each
 * gives up and takes the database for away.
 */
final class BulkConnections {
    /** A job or request body at work: a batch that is written, another behind it. */
    private static final int EACH = 2;

    /** The end of an initial load: its hold, the schema's, and indexes built side by side. */
    private static final int INDEXES = 6;

    /** An export's hold on its snapshot, beside its readers; and HAPI's search before there are several readers. */
    private static final int SNAPSHOT = 1;

    private static final int WHILE_SEARCHING = 3;

    private BulkConnections() {}

    static List<String> problems(DatabaseSettings database, IngestProperties ingest, ExportProperties export) {
        int ofExport = Math.max(WHILE_SEARCHING, SNAPSHOT + export.threads());
        int needed = EACH * (ingest.concurrentJobs() + ingest.concurrentRequests())
                + INDEXES
                + ofExport * export.concurrentJobs();
        return database.poolSize() >= needed
                ? List.of()
                : List.of("aliquot.database.pool-size: must be at least " + needed + ", not " + database.poolSize()
                        + ": two for each of aliquot.ingest.concurrent-jobs (" + ingest.concurrentJobs()
                        + ") and aliquot.ingest.concurrent-requests (" + ingest.concurrentRequests() + "), "
                        + INDEXES + " to build indexes, and " + ofExport
                        + " for each of aliquot.export.concurrent-jobs ("
                        + export.concurrentJobs() + "); or lower those");
    }
}
