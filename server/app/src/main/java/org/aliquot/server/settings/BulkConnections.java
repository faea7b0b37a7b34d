package org.aliquot.server.settings;

import java.util.List;

/**
 * How many connections loads, exports and views may hold at once. A pool with fewer would have them wait for each other until each
 * gives up and takes the database for away. Who holds one for a query alone, as searches and the feed do, is not counted: it waits its turn.
 */
final class BulkConnections {
    /** A job or request body at work: a batch that is written, another behind it. */
    private static final int EACH = 2;

    /** The end of an initial load: its hold, the schema's, and indexes built side by side. */
    private static final int INDEXES = 6;

    /** An export's hold on its snapshot, beside its readers; and HAPI's search before there are several readers. */
    private static final int SNAPSHOT = 1;

    private static final int WHILE_SEARCHING = 3;

    /** What keeps tables of views: the lock that says which server does, and its transaction. Reads like an export beside. */
    private static final int TABLES = 1;

    private BulkConnections() {}

    static List<String> problems(
            DatabaseSettings database, IngestProperties ingest, ExportProperties export, ViewProperties views) {
        int ofExport = Math.max(WHILE_SEARCHING, SNAPSHOT + export.threads());
        int ofTables = views.tables().isEmpty() ? 0 : TABLES + ofExport;
        int needed = EACH * (ingest.concurrentJobs() + ingest.concurrentRequests())
                + INDEXES
                + ofExport * (export.concurrentJobs() + ViewProperties.RUNS_AT_ONCE)
                + ofTables;
        return database.poolSize() >= needed
                ? List.of()
                : List.of("aliquot.database.pool-size: must be at least " + needed + ", not " + database.poolSize()
                        + ": two for each of aliquot.ingest.concurrent-jobs (" + ingest.concurrentJobs()
                        + ") and aliquot.ingest.concurrent-requests (" + ingest.concurrentRequests() + "), "
                        + INDEXES + " to build indexes, " + ofExport
                        + " for each of aliquot.export.concurrent-jobs (" + export.concurrentJobs() + ") and of "
                        + ViewProperties.RUNS_AT_ONCE + " views that are run at once, " + ofTables
                        + " for aliquot.views.tables; or lower those");
    }
}
