package org.aliquot.bench.inside;

import ca.uhn.fhir.batch2.jobs.export.BulkDataExportProvider;
import ca.uhn.fhir.batch2.jobs.imprt.BulkDataImportProvider;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.rest.server.RestfulServer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives HAPI its own {@code $import} and {@code $export} back, and its own pace: jobs move on once a minute. */
public final class HapiAsItComes implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String OUR_IMPORT = "importProvider";
    private static final String OUR_EXPORT = "exportProvider";
    private static final String OUR_PACE = "jobPace";

    /** Resources that HAPI's export asks for at once, and one more; a lower limit of searches ends it. */
    private static final int MORE_THAN_A_PIECE = 801;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(beans -> {
            ((BeanDefinitionRegistry) beans).removeBeanDefinition(OUR_PACE);
            beans.addBeanPostProcessor(new Restored(beans));
        });
    }

    private record Restored(ConfigurableListableBeanFactory beans) implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof JpaStorageSettings settings) {
                settings.setJobFastTrackingEnabled(new JpaStorageSettings().isJobFastTrackingEnabled());
                settings.setEnableTaskBulkExportJobExecution(true);
                settings.setFetchSizeDefaultMaximum(MORE_THAN_A_PIECE);
            } else if (bean instanceof RestfulServer server) {
                server.unregisterProvider(beans.getBean(OUR_IMPORT));
                server.registerProvider(beans.getBean(BulkDataImportProvider.class));
                server.unregisterProvider(beans.getBean(OUR_EXPORT));
                server.registerProvider(beans.getBean(BulkDataExportProvider.class));
            }
            return bean;
        }
    }
}
