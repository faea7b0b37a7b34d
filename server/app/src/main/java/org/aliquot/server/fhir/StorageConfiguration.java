package org.aliquot.server.fhir;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.model.HistoryCountModeEnum;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import org.aliquot.server.settings.FhirSettings;
import org.hl7.fhir.dstu2.model.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How HAPI stores, indexes and searches. */
@Configuration(proxyBeanMethods = false)
public class StorageConfiguration {
    @Bean
    JpaStorageSettings jpaStorageSettings(FhirSettings fhir) {
        JpaStorageSettings storage = new JpaStorageSettings();
        // Ids as other servers gave them, numbers included; ours are UUIDs, so the two never meet.
        storage.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY);
        storage.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
        storage.setStoreMetaSourceInformation(
                JpaStorageSettings.StoreMetaSourceInformationEnum.SOURCE_URI_AND_REQUEST_ID);
        storage.setAutoCreatePlaceholderReferenceTargets(false);
        storage.setAllowMultipleDelete(true);
        storage.setIndexMissingFields(StorageSettings.IndexEnabledEnum.DISABLED);
        storage.setSuppressStringIndexingInTokens(!fhir.tokenText());
        // Parameters are told apart by their hashes; HFJ_SPIDX_IDENTITY names each hash once.
        storage.setIndexStorageOptimized(!fhir.indexNames());
        // A cached answer may lack a result that was stored since: every search is asked anew.
        storage.setReuseCachedSearchResultsForMillis(null);
        // A cached count ends a history that has grown since: its oldest versions would be missing.
        storage.setHistoryCountMode(HistoryCountModeEnum.COUNT_ACCURATE);
        storage.setHibernateSearchIndexFullText(fhir.fullText());
        // Without FetchSizeDefaultMaximum, which ends a search at its last pass: of more than a million results some
        // would be missing.
        storage.setMaximumIncludesToLoadPerPage(fhir.maxIncludes());
        storage.setBundleBatchPoolSize(4);
        storage.setBundleBatchMaxPoolSize(4);
        // Lets JobPace move jobs on without waiting for HAPI's minute.
        storage.setJobFastTrackingEnabled(true);
        return storage;
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings(FhirSettings fhir) {
        SubscriptionSettings subscriptions = new SubscriptionSettings();
        if (fhir.restHooks()) {
            subscriptions.addSupportedSubscriptionType(Subscription.SubscriptionChannelType.RESTHOOK);
        }
        return subscriptions;
    }

    /** HAPI asks for one; Subscriptions by e-mail are not supported, so it is never called. */
    @Bean
    IEmailSender emailSender() {
        return details -> {
            throw new UnsupportedOperationException("Subscriptions by e-mail are not supported");
        };
    }
}
