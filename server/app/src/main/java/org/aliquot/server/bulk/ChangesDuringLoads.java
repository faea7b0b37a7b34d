package org.aliquot.server.bulk;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aliquot.ingest.bulk.UpdateReadiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes over REST during an initial load: the first ones read whole tables, while what the later ones need is built behind
 * them. Not before them: HAPI has a transaction open here that the build would wait for.
 */
@Interceptor
final class ChangesDuringLoads {
    private static final Logger LOG = LoggerFactory.getLogger(ChangesDuringLoads.class);

    private final UpdateReadiness readiness;
    private final AtomicBoolean building = new AtomicBoolean();

    ChangesDuringLoads(UpdateReadiness readiness) {
        this.readiness = Objects.requireNonNull(readiness, "readiness");
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    void updates() {
        makeReady();
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    void deletes() {
        makeReady();
    }

    private void makeReady() {
        if (!readiness.isReady() && building.compareAndSet(false, true)) {
            CompletableFuture.runAsync(this::build);
        }
    }

    private void build() {
        try {
            readiness.makeReady();
        } catch (SQLException e) {
            LOG.warn("changes are slow until the initial load ends: SQL state {}", e.getSQLState());
        } finally {
            building.set(false);
        }
    }
}
