package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractorSvc;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.bulk.CommitListener;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.bulk.CopyIngest;
import org.aliquot.ingest.bulk.CopySettings;
import org.aliquot.ingest.bulk.CopyWriters;
import org.aliquot.ingest.bulk.Extractors;
import org.aliquot.ingest.bulk.UpdateReadiness;
import org.aliquot.ingest.hapi.FollowingFastLane;
import org.aliquot.ingest.hapi.HapiCaches;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.ingest.hapi.HapiDaoIngest;
import org.aliquot.ingest.hapi.HapiRowExtractor;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.hapi.table.Outbox;
import org.aliquot.ingest.hapi.table.StorageFacts;
import org.aliquot.ingest.hapi.table.SubscriptionOutbox;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.Structure;
import org.aliquot.server.fhir.FullTextConfiguration.FullTextOutboxes;
import org.aliquot.server.intake.LabRegister;
import org.aliquot.server.search.AccessionNumbers;
import org.aliquot.server.search.HapiLabRegister;
import org.aliquot.server.settings.FhirSettings;
import org.aliquot.server.settings.IntakeProperties;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** What HAPI's DAOs do for the rest of the server, behind interfaces that do not name them. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
    /** What analyzers report, by COPY; a report with a resource that is more than rows, by HAPI's DAO. */
    @Bean
    ResourceIngest resourceIngest(
            FhirContext fhir,
            DataSource dataSource,
            Extractors extractors,
            IFhirSystemDao<Bundle, Meta> systemDao,
            CopyWriters reportWriters,
            CommitListener listener,
            UpdateReadiness readiness,
            WritesUnderWay writesUnderWay,
            Clock clock) {
        return new CopyIngest(
                fhir,
                dataSource,
                extractors,
                new HapiDaoIngest(fhir, systemDao, writesUnderWay),
                reportWriters,
                CopySettings.DEFAULT,
                listener,
                readiness,
                writesUnderWay,
                clock);
    }

    /** Lines of NDJSON, through HAPI's DAOs. */
    @Bean
    HapiDaoBulkStore daoBulkStore(
            FhirContext fhir,
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> systemDao,
            EntityManagerFactory entities,
            PlatformTransactionManager transactions,
            WritesUnderWay writesUnderWay) {
        return new HapiDaoBulkStore(fhir, daos, systemDao, entities, transactions, writesUnderWay);
    }

    @Bean
    HapiRowExtractor hapiRowExtractor(
            FhirContext fhir, JpaStorageSettings storage, ISearchParamExtractorSvc extraction) {
        return new HapiRowExtractor(fhir, storage, extraction);
    }

    @Bean
    FollowingFastLane fastLane(
            FhirContext fhir, JpaStorageSettings storage, ISearchParamRegistry registry, HapiRowExtractor hapi) {
        return new FollowingFastLane(fhir, storage, registry, hapi);
    }

    @Bean
    Extractors extractors(FollowingFastLane fastLane, HapiRowExtractor hapi) {
        return new Extractors(fastLane, hapi);
    }

    /** Whoever else is told of what COPY writes. */
    @Bean
    SubscriptionOutbox subscriptionOutbox(SubscriptionSettings subscriptions) {
        return new SubscriptionOutbox(subscriptions::hasSupportedSubscriptionTypes);
    }

    @Bean
    CopyWriters reportWriters(
            DataSource dataSource,
            JpaStorageSettings storage,
            SubscriptionOutbox subscriptions,
            ObjectProvider<FullTextOutboxes> fullText,
            FhirSettings settings) {
        List<Outbox> outboxes = new ArrayList<>(List.of(subscriptions));
        fullText.ifAvailable(both -> outboxes.add(both.reports()));
        return writers(dataSource, storage, settings, outboxes);
    }

    @Bean
    CopyWriters loadWriters(
            DataSource dataSource,
            JpaStorageSettings storage,
            SubscriptionOutbox subscriptions,
            ObjectProvider<FullTextOutboxes> fullText,
            FhirSettings settings) {
        List<Outbox> outboxes = new ArrayList<>(List.of(subscriptions));
        fullText.ifAvailable(both -> outboxes.add(both.loads()));
        return writers(dataSource, storage, settings, outboxes);
    }

    private static CopyWriters writers(
            DataSource dataSource, JpaStorageSettings storage, FhirSettings settings, List<Outbox> outboxes) {
        StorageFacts facts = StorageFacts.of(storage, settings.fullText());
        return new CopyWriters(dataSource, facts, new IndexHashes(storage), outboxes);
    }

    @Bean
    WritesUnderWay writesUnderWay(Clock clock) {
        return new WritesUnderWay(clock);
    }

    @Bean
    CommitListener commitListener(MemoryCacheService memoryCaches) {
        HapiCaches caches = new HapiCaches(memoryCaches);
        return plan -> {
            if (plan.hasUpdates()) {
                caches.forgetResources();
            }
        };
    }

    /** Lines of NDJSON, by COPY into HAPI's tables. */
    @Bean
    CopyBulkStore copyBulkStore(
            DataSource dataSource,
            Extractors extractors,
            FhirContext fhir,
            HapiDaoBulkStore daoBulkStore,
            CopyWriters loadWriters,
            CommitListener listener,
            UpdateReadiness readiness,
            WritesUnderWay writesUnderWay,
            Clock clock) {
        return new CopyBulkStore(
                dataSource,
                extractors,
                new Structure(new Schema(fhir))::check,
                daoBulkStore,
                loadWriters,
                CopySettings.DEFAULT,
                listener,
                readiness,
                writesUnderWay,
                clock);
    }

    @Bean
    LabRegister labRegister(DaoRegistry daos, IntakeProperties settings) {
        return new HapiLabRegister(daos, new AccessionNumbers(Set.copyOf(settings.accessionSystems())));
    }
}
