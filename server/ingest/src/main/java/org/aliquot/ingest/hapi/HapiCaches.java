package org.aliquot.ingest.hapi;

import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.jpa.util.MemoryCacheService.CacheEnum;
import java.util.Objects;

/** What HAPI remembers of the database, and must forget when somebody else has written. */
public final class HapiCaches {
    private final MemoryCacheService caches;

    public HapiCaches(MemoryCacheService caches) {
        this.caches = Objects.requireNonNull(caches, "caches");
    }

    /** Known resources were changed or brought back: what their ids stood for may be out of date. */
    public void forgetResources() {
        caches.invalidateCaches(CacheEnum.RESOURCE_LOOKUP_BY_FORCED_ID, CacheEnum.RESOURCE_CONDITIONAL_CREATE_VERSION);
    }
}
