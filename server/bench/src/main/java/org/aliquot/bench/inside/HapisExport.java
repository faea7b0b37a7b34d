package org.aliquot.bench.inside;

import ca.uhn.fhir.batch2.jobs.export.BulkDataExportProvider;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.rest.server.RestfulServer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives HAPI its own {@code $export} back, and its own pace: jobs move on once a minute. */
public final class HapisExport implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String OUR_EXPORT = "exportProvider";
    private static final String OUR_PACE = "jobPace";

    /** What HAPI asks for at once; a lower limit of searches ends its export. */
    private static final int PIECE = 801;

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
                settings.setFetchSizeDefaultMaximum(PIECE);
            } else if (bean instanceof RestfulServer server) {
                server.unregisterProvider(beans.getBean(OUR_EXPORT));
                server.registerProvider(beans.getBean(BulkDataExportProvider.class));
            }
            return bean;
        }
    }
}
