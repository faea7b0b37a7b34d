package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.FulltextSearchSvcImpl;
import ca.uhn.fhir.jpa.dao.IFulltextSearchSvc;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.hapi.fulltext.FullTextIndexer;
import org.aliquot.ingest.hapi.fulltext.FullTextOutbox;
import org.aliquot.ingest.hapi.fulltext.FullTextTable;
import org.aliquot.server.search.FullTextPace;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/** Full-text search: HAPI's, and the index behind what is written by COPY; HAPI's DAOs keep it up to date themselves. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "aliquot.fhir.full-text", havingValue = "true", matchIfMissing = true)
class FullTextConfiguration {
    /** Only here: where the bean is there, HAPI asks it for the concepts of code systems too, switched on or not. */
    @Bean
    IFulltextSearchSvc fullTextSearchSvc() {
        return new FulltextSearchSvcImpl();
    }

    /** Told of what is stored; the table is there before anything is. */
    @Bean
    FullTextOutboxes fullTextOutboxes(DataSource dataSource) throws SQLException {
        FullTextTable.create(dataSource);
        return new FullTextOutboxes(new FullTextOutbox(false), new FullTextOutbox(true));
    }

    /** Of analyzers' reports, and of loads. */
    record FullTextOutboxes(FullTextOutbox reports, FullTextOutbox loads) {}

    @Bean
    FullTextPace fullTextPace(
            EntityManagerFactory entities,
            PlatformTransactionManager transactions,
            IJpaStorageResourceParser parser,
            FhirContext fhir,
            CopyBulkStore copyBulkStore,
            TaskScheduler taskScheduler,
            MeterRegistry meters) {
        FullTextIndexer indexer = new FullTextIndexer(
                SharedEntityManagerCreator.createSharedEntityManager(entities), transactions, parser, fhir);
        return new FullTextPace(indexer, copyBulkStore::isWriting, taskScheduler, meters);
    }
}
