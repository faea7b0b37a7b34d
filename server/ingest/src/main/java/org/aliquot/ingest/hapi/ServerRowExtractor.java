package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractorSvc;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;
import org.aliquot.ingest.rows.fast.Definitions;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.aliquot.ingest.rows.json.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Rows by the search parameters and settings that this server has: by the fast lane where it answers, by HAPI's own
 * extraction where it does not. What neither takes is the DAO's. Thread-safe.
 */
public final class ServerRowExtractor implements RowExtractor {
    private final FhirContext context;
    private final JpaStorageSettings settings;
    private final ISearchParamRegistry registry;
    private final HapiRowExtractor hapi;
    private final @Nullable FastRowExtractor fast;
    private List<RuntimeSearchParam> sources;

    public ServerRowExtractor(
            FhirContext context,
            JpaStorageSettings settings,
            ISearchParamRegistry registry,
            ISearchParamExtractorSvc extraction) {
        this.context = context;
        this.settings = settings;
        this.registry = registry;
        this.hapi = new HapiRowExtractor(context, settings, extraction);
        this.sources = FastLane.sources(context, registry);
        Optional<Definitions> definitions = FastLane.definitions(context, settings, registry);
        this.fast = definitions.isPresent() ? new FastRowExtractor(context, definitions.get()) : null;
    }

    @Override
    public Optional<ResourceRows> rowsOf(byte[] json) throws LineRefusedException {
        if (fast != null) {
            Optional<ResourceRows> rows = fast.rowsOf(json);
            if (rows.isPresent()) {
                return rows;
            }
        }
        return hapi.rowsOf(json);
    }

    /**
     * Takes up search parameters that changed since. Costs about a tenth of a millisecond where none did, so once for each
     * batch is not too often.
     */
    public synchronized void refresh() {
        if (fast == null) {
            return;
        }
        List<RuntimeSearchParam> now = FastLane.sources(context, registry);
        if (!areSame(sources, now)) {
            sources = now;
            FastLane.definitions(context, settings, registry).ifPresent(fast::use);
        }
    }

    // HAPI makes a new object of a parameter that changed, and keeps those of all others.
    private static boolean areSame(List<RuntimeSearchParam> before, List<RuntimeSearchParam> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i) != now.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** How often the fast lane left a resource, and why. */
    public Map<Reason, Long> leftByFastLane() {
        return fast == null ? Map.of() : fast.absences().counts();
    }

    /** Search parameters the fast lane cannot follow, as {@code Type.code}, and why: their types go HAPI's way. */
    public Map<String, String> notCompiled() {
        return fast == null ? Map.of() : fast.notCompiled();
    }

    /** The settings that close the fast lane altogether; mostly none. */
    public Set<String> obstacles() {
        return FastLane.obstacles(context, settings);
    }
}
