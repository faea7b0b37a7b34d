package org.aliquot.ingest.job;

import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.aliquot.ingest.job.ledger.Ledger;
import org.aliquot.ingest.validate.LineChecks;

/** What all jobs of a server share. */
record JobContext(
        DataSource dataSource,
        Ledger ledger,
        JobSettings settings,
        ByteBudget budget,
        ExecutorService prepareThreads,
        LoadMode loadMode,
        LineChecks checks,
        IngestMetrics metrics) {}
