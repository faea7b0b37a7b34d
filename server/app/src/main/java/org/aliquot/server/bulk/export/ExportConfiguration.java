package org.aliquot.server.bulk.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.dao.SearchBuilderFactory;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.auth.access.Sensitive;
import org.aliquot.server.bulk.ServerIdentity;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.http.ClientExports;
import org.aliquot.server.bulk.export.http.ExportFiles;
import org.aliquot.server.bulk.export.http.ExportProvider;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.job.ExportLedger;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.server.bulk.export.place.LocalPlace;
import org.aliquot.server.bulk.export.place.Place;
import org.aliquot.server.bulk.export.place.s3.BucketPlace;
import org.aliquot.server.bulk.export.run.Compartments;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.Searches;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.ExportProperties;
import org.aliquot.server.settings.S3Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Exports, put together. Of a server; a load without one has none. */
@Configuration(proxyBeanMethods = false)
public class ExportConfiguration {
    private static final String FOLDER = "exports";
    private static final Duration LOOK_FOR_EXPIRED = Duration.ofMinutes(1);

    @Bean
    ExportRules exportRules(FhirContext fhir, Sensitive sensitive) {
        return new ExportRules(fhir, sensitive);
    }

    @Bean
    Searches exportSearches(
            FhirContext fhir,
            SearchBuilderFactory<JpaPid> builders,
            MatchUrlService urls,
            SearchParamMatcher matcher,
            ISearchParamRegistry parameters,
            JpaTransactionManager transactions) {
        return new Searches(fhir, builders, urls, matcher, parameters, transactions);
    }

    /** As many as those that may run have; they bound it. No bean of Executor's type: Spring Boot would take it for everybody's. */
    record ReaderThreads(ExecutorService service) {}

    @Bean
    ReaderThreads exportThreads() {
        return new ReaderThreads(Executors.newCachedThreadPool(new CustomizableThreadFactory("export-")));
    }

    @Bean
    ExportRun exportRun(
            DataSource dataSource,
            FhirContext fhir,
            ISearchParamRegistry parameters,
            Searches searches,
            ExportRules rules,
            WritesUnderWay writes,
            ReaderThreads threads,
            ExportProperties settings,
            Clock clock) {
        return new ExportRun(
                dataSource,
                writes,
                fhir,
                new Compartments(fhir, parameters),
                searches,
                rules,
                threads.service(),
                settings.threads(),
                settings.fileSize().toBytes(),
                clock);
    }

    @Bean
    Place exportPlace(DataDirectory directory, ReaderThreads threads, ExportProperties settings, Clock clock) {
        LocalPlace local = new LocalPlace(directory.path().resolve(FOLDER));
        return settings.s3().isThere() ? BucketPlace.of(settings.s3(), local, threads.service(), clock) : local;
    }

    @Bean(destroyMethod = "")
    ExportJobs exportJobs(
            DataSource dataSource,
            DataDirectory directory,
            ExportRun run,
            Place place,
            ReaderThreads threads,
            ExportProperties settings,
            Clock clock) {
        return new ExportJobs(
                new ExportLedger(dataSource, json()),
                run,
                place,
                ServerIdentity.in(directory.path()),
                new ExportJobs.Limits(settings.concurrentJobs(), settings.jobsPerClient(), settings.keep()),
                threads.service(),
                clock);
    }

    private static ObjectMapper json() {
        return JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    /** Goes on with exports once the server answers, and stops them while it still can read. */
    @Bean
    ExportLifecycle exportLifecycle(ExportJobs jobs, TaskScheduler taskScheduler) {
        return new ExportLifecycle(jobs, taskScheduler, LOOK_FOR_EXPIRED);
    }

    @Bean
    OrderReader exportOrders(FhirContext fhir, Clock clock) {
        return new OrderReader(fhir, clock);
    }

    @Bean
    Subjects exportSubjects(DaoRegistry daos, Searches searches) {
        return new Subjects(daos, searches);
    }

    @Bean
    ClientExports clientExports(ExportJobs jobs, ExportRules rules, Clock clock) {
        return new ClientExports(jobs, new Grants(rules), clock);
    }

    @Bean
    ExportProvider exportProvider(
            ClientExports exports,
            ExportJobs jobs,
            OrderReader orders,
            ExportRules rules,
            Searches searches,
            Subjects subjects,
            FhirContext fhir,
            AuthSettings auth,
            ExportProperties settings) {
        return new ExportProvider(
                exports,
                jobs,
                orders,
                rules,
                searches,
                subjects,
                fhir,
                !auth.dev(),
                settings.s3().isThere() && settings.s3().download() == S3Settings.Download.PRESIGNED);
    }

    @Bean
    ExportFiles exportFiles(ClientExports exports, ExportJobs jobs) throws Exception {
        return new ExportFiles(exports, jobs);
    }
}
