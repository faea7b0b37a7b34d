package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import jakarta.persistence.EntityManagerFactory;
import java.util.Set;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.ingest.hapi.HapiDaoIngest;
import org.aliquot.server.intake.LabRegister;
import org.aliquot.server.search.AccessionNumbers;
import org.aliquot.server.search.HapiLabRegister;
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

    @Bean
    LabRegister labRegister(DaoRegistry daos, IntakeProperties settings) {
        return new HapiLabRegister(daos, new AccessionNumbers(Set.copyOf(settings.accessionSystems())));
    }
}
