package org.aliquot.server.bulk;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.bulk.Extractors;
import org.aliquot.ingest.bulk.UpdateReadiness;
import org.aliquot.ingest.job.IngestJobs;
import org.aliquot.ingest.job.JobSettings;
import org.aliquot.ingest.job.Lane;
import org.aliquot.ingest.job.SourceOpener;
import org.aliquot.ingest.job.ledger.IngestTables;
import org.aliquot.ingest.job.source.AllowedUrls;
import org.aliquot.ingest.job.source.FileSource;
import org.aliquot.ingest.job.source.RequestSource;
import org.aliquot.ingest.job.source.UrlSource;
import org.aliquot.ingest.validate.LineChecks;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.IngestProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ingest jobs and the ways to order them. */
@Configuration(proxyBeanMethods = false)
public class ImportConfiguration {
    /** HAPI's transactions are at their best at about 100 resources; this is two chunks of lines. */
    private static final int DAO_BATCH_LINES = 128;

    @Bean
    AllowedUrls allowedUrls(IngestProperties settings) {
        return new AllowedUrls(settings.allowedUrls());
    }

    @Bean
    EmptyServerLoads initialLoads(DataSource dataSource, DatabaseSettings database) {
        return new EmptyServerLoads(dataSource, database.indexPlan());
    }

    @Bean
    ChangesDuringLoads changesDuringLoads(UpdateReadiness readiness, IInterceptorService interceptors) {
        ChangesDuringLoads changes = new ChangesDuringLoads(readiness);
        interceptors.registerInterceptor(changes);
        return changes;
    }

    @Bean(destroyMethod = "")
    IngestJobs ingestJobs(
            DataSource dataSource,
            DataDirectory directory,
            @Qualifier("copyBulkStore") ObjectProvider<BulkStore> copy,
            @Qualifier("daoBulkStore") BulkStore dao,
            AllowedUrls allowedUrls,
            IngestProperties settings,
            EmptyServerLoads initialLoads,
            LineChecks checks,
            MeterRegistry meters,
            Clock clock) {
        IngestTables.create(dataSource);
        List<Lane> lanes = new ArrayList<>();
        copy.ifAvailable(store -> lanes.add(new Lane("copy", store, settings.batchLines())));
        lanes.add(new Lane("dao", dao, Math.min(DAO_BATCH_LINES, settings.batchLines())));
        return new IngestJobs(
                dataSource,
                ServerIdentity.in(directory.path()),
                lanes,
                opener(settings, allowedUrls),
                jobSettings(settings),
                initialLoads,
                checks,
                new IngestMeters(meters),
                clock);
    }

    @Bean
    ExtractionMeters extractionMeters(Extractors extractors) {
        return new ExtractionMeters(extractors);
    }

    /** Goes on with jobs once the server can store, and stops them while it still can. */
    @Bean
    JobLifecycle jobLifecycle(IngestJobs jobs) {
        return new JobLifecycle(jobs);
    }

    @Bean
    ImportProvider importProvider(IngestJobs jobs, AllowedUrls allowedUrls, AuthSettings auth, Clock clock) {
        return new ImportProvider(jobs, allowedUrls, !auth.dev(), clock);
    }

    private static JobSettings jobSettings(IngestProperties settings) {
        return new JobSettings(
                (int) settings.longestLine().toBytes(),
                settings.bufferSize().toBytes(),
                settings.prepareThreads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.prepareThreads(),
                settings.concurrentJobs(),
                settings.concurrentRequests(),
                settings.missingTargets());
    }

    private static SourceOpener opener(IngestProperties settings, AllowedUrls allowedUrls) {
        return spec -> switch (spec.kind()) {
            case FILE -> new FileSource(Path.of(spec.location()));
            case URL ->
                new UrlSource(
                        URI.create(spec.location()), allowedUrls, settings.connectTimeout(), settings.stallTimeout());
            // Its request is over; opening says so.
            case REQUEST -> RequestSource.ended(spec.name());
        };
    }
}
