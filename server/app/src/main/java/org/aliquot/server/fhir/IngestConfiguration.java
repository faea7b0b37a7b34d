package org.aliquot.server.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import java.util.Set;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.hapi.HapiDaoIngest;
import org.aliquot.server.intake.LabRegister;
import org.aliquot.server.search.AccessionNumbers;
import org.aliquot.server.search.HapiLabRegister;
import org.aliquot.server.settings.IntakeProperties;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What HAPI's DAOs do for the rest of the server, behind interfaces that do not name them. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
    @Bean
    ResourceIngest resourceIngest(IFhirSystemDao<Bundle, Meta> systemDao) {
        return new HapiDaoIngest(systemDao);
    }

    @Bean
    LabRegister labRegister(DaoRegistry daos, IntakeProperties settings) {
        return new HapiLabRegister(daos, new AccessionNumbers(Set.copyOf(settings.accessionSystems())));
    }
}
