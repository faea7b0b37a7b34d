package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractorSvc;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.bulk.CopySettings;
import org.aliquot.ingest.hapi.HapiCaches;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.ingest.hapi.HapiDaoIngest;
import org.aliquot.ingest.hapi.HapiRowExtractor;
import org.aliquot.ingest.hapi.IndexHashes;
import org.aliquot.ingest.hapi.table.StorageFacts;
import org.aliquot.server.intake.LabRegister;
import org.aliquot.server.search.AccessionNumbers;
import org.aliquot.server.search.HapiLabRegister;
import org.aliquot.server.settings.FhirSettings;
import org.aliquot.server.settings.IntakeProperties;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** What HAPI's DAOs do for the rest of the server, behind interfaces that do not name them. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
    @Bean
    ResourceIngest resourceIngest(IFhirSystemDao<Bundle, Meta> systemDao) {
        return new HapiDaoIngest(systemDao);
    }

    /** Lines of NDJSON, through HAPI's DAOs. */
    @Bean
    HapiDaoBulkStore daoBulkStore(
            FhirContext fhir,
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> systemDao,
            EntityManagerFactory entities,
            PlatformTransactionManager transactions) {
        return new HapiDaoBulkStore(fhir, daos, systemDao, entities, transactions);
    }

    /** Lines of NDJSON, by COPY into HAPI's tables. */
    @Bean
    CopyBulkStore copyBulkStore(
            DataSource dataSource,
            FhirContext fhir,
            JpaStorageSettings storage,
            ISearchParamExtractorSvc extraction,
            HapiDaoBulkStore daoBulkStore,
            MemoryCacheService memoryCaches,
            FhirSettings settings,
            Clock clock) {
        HapiCaches caches = new HapiCaches(memoryCaches);
        return new CopyBulkStore(
                dataSource,
                List.of(new HapiRowExtractor(fhir, storage, extraction)),
                daoBulkStore,
                StorageFacts.of(storage, settings.fullText()),
                new IndexHashes(storage),
                CopySettings.DEFAULT,
                plan -> {
                    caches.forgetCounts();
                    if (plan.hasUpdates()) {
                        caches.forgetResources();
                    }
                },
                clock);
    }

    @Bean
    LabRegister labRegister(DaoRegistry daos, IntakeProperties settings) {
        return new HapiLabRegister(daos, new AccessionNumbers(Set.copyOf(settings.accessionSystems())));
    }
}
