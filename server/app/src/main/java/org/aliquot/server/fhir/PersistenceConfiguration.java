package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.search.HapiHSearchAnalysisConfigurers;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.FhirSettings;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.search.backend.lucene.cfg.LuceneBackendSettings;
import org.hibernate.search.backend.lucene.cfg.LuceneIndexSettings;
import org.hibernate.search.engine.cfg.BackendSettings;
import org.hibernate.search.mapper.orm.cfg.HibernateOrmMapperSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** Hibernate over PostgreSQL, Hibernate Search over Lucene in the data directory. */
@Configuration(proxyBeanMethods = false)
public class PersistenceConfiguration {

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            ConfigurableListableBeanFactory beans,
            FhirContext fhirContext,
            JpaStorageSettings storage,
            DataSource dataSource,
            DataDirectory dataDirectory,
            DatabaseSettings database,
            FhirSettings fhir) {
        new SchemaMigration(dataSource).run(database.indexPlan());
        LocalContainerEntityManagerFactoryBean factory =
                HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhirContext, storage);
        factory.setPersistenceUnitName("aliquot");
        factory.setDataSource(dataSource);
        factory.setJpaPropertyMap(
                properties(fhir.fullText(), dataDirectory.path().resolve("lucene")));
        return factory;
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
        return new JpaTransactionManager(entityManagerFactory);
    }

    private static Map<String, Object> properties(boolean fullText, Path lucene) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(AvailableSettings.DIALECT, HapiFhirPostgresDialect.class.getName());
        // The schema is SchemaMigration's; "update" would bring dropped indexes back at each start.
        properties.put(AvailableSettings.HBM2DDL_AUTO, "none");
        properties.put(AvailableSettings.STATEMENT_BATCH_SIZE, "50");
        properties.put(AvailableSettings.ORDER_INSERTS, "true");
        properties.put(AvailableSettings.ORDER_UPDATES, "true");
        properties.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, "false");
        properties.put(AvailableSettings.USE_QUERY_CACHE, "false");
        properties.put(AvailableSettings.SCANNER, "org.hibernate.boot.archive.scan.internal.DisabledScanner");
        properties.put(HibernateOrmMapperSettings.ENABLED, Boolean.toString(fullText));
        // HAPI reads the backend's type even where Hibernate Search is off.
        properties.put(BackendSettings.backendKey(BackendSettings.TYPE), "lucene");
        properties.put(
                BackendSettings.backendKey(LuceneBackendSettings.ANALYSIS_CONFIGURER),
                HapiHSearchAnalysisConfigurers.HapiLuceneAnalysisConfigurer.class.getName());
        properties.put(BackendSettings.backendKey(LuceneBackendSettings.LUCENE_VERSION), "LATEST");
        properties.put(BackendSettings.backendKey(LuceneIndexSettings.DIRECTORY_TYPE), "local-filesystem");
        properties.put(BackendSettings.backendKey(LuceneIndexSettings.DIRECTORY_ROOT), lucene.toString());
        return properties;
    }
}
