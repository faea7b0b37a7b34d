package org.aliquot.ingest.hapi.table;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.model.entity.EntityIndexStatusEnum;

/**
 * What HAPI's storage settings make of rows, besides which rows there are.
 *
 * @param namesInIndexRows whether SP_NAME and RES_TYPE are written in index rows ({@code indexStorageOptimized} off)
 * @param indexStatus SP_INDEX_STATUS of a stored resource
 * @param storesSource whether {@code meta.source} is kept
 * @param storesRequestId whether the id of the request that wrote a version is kept
 */
public record StorageFacts(boolean namesInIndexRows, int indexStatus, boolean storesSource, boolean storesRequestId) {
    /**
     * As HAPI reads its settings.
     *
     * @param fullText whether Hibernate Search is on
     */
    public static StorageFacts of(JpaStorageSettings settings, boolean fullText) {
        EntityIndexStatusEnum status =
                fullText && (settings.isHibernateSearchIndexFullText() || settings.isHibernateSearchIndexSearchParams())
                        ? EntityIndexStatusEnum.INDEXED_ALL
                        : EntityIndexStatusEnum.INDEXED_RDBMS_ONLY;
        return new StorageFacts(
                !settings.isIndexStorageOptimized(),
                status.ordinal(),
                settings.getStoreMetaSourceInformation().isStoreSourceUri(),
                settings.getStoreMetaSourceInformation().isStoreRequestId());
    }
}
