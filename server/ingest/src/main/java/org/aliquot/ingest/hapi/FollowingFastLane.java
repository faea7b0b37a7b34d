package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParamRegistryImpl;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;
import org.aliquot.ingest.rows.fast.Absences;
import org.aliquot.ingest.rows.fast.Compilation;
import org.aliquot.ingest.rows.fast.Definitions;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.aliquot.ingest.rows.fast.OtherParams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fast lane under the search parameters that are active now. Compiled at the first resource, and again soon after HAPI's
 * registry has changed; closed while a setting is on that it does not know. Thread-safe.
 */
public final class FollowingFastLane implements RowExtractor {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingFastLane.class);

    /** How old what we know of the registry may be: HAPI's own copy is up to a minute behind the database. */
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private static final long SETTLES_IN_NANOS = Duration.ofSeconds(30).toNanos();

    private final FhirContext context;
    private final JpaStorageSettings settings;
    private final ISearchParamRegistry registry;
    private final OtherParams others;
    private final AtomicLong lookAt = new AtomicLong(System.nanoTime());
    private Object registryCache = new Object();
    private long newCacheSince = System.nanoTime();
    private volatile State state = new State(null, List.of(), Set.of());

    private record State(
            @Nullable FastRowExtractor extractor, List<RuntimeSearchParam> sources, Set<String> obstacles) {}

    /** @param others for search parameters that cannot be compiled */
    public FollowingFastLane(
            FhirContext context, JpaStorageSettings settings, ISearchParamRegistry registry, OtherParams others) {
        this.context = Objects.requireNonNull(context, "context");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.others = Objects.requireNonNull(others, "others");
    }

    @Override
    public Optional<ResourceRows> rowsOf(byte[] json) {
        FastRowExtractor extractor = current().extractor();
        return extractor == null ? Optional.empty() : extractor.rowsOf(json);
    }

    /** What was left to another extractor; empty before the first resource and while the lane is closed. */
    public Optional<Absences> absences() {
        return Optional.ofNullable(state.extractor()).map(FastRowExtractor::absences);
    }

    /** For how many resources HAPI was asked about search parameters that are not compiled. */
    public long helped() {
        FastRowExtractor extractor = state.extractor();
        return extractor == null ? 0 : extractor.helped();
    }

    /** How the search parameters that are active now were compiled; empty while the lane is closed. */
    public Optional<Compilation> compilation() {
        return Optional.ofNullable(current().extractor()).map(FastRowExtractor::compilation);
    }

    /** The settings that keep the lane closed, by name; empty where it is open. */
    public Set<String> obstacles() {
        return current().obstacles();
    }

    private State current() {
        long due = lookAt.get();
        long now = System.nanoTime();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + LOOK_EVERY_NANOS)) {
            look();
        }
        return state;
    }

    private synchronized void look() {
        if (isSettled()) {
            return;
        }
        List<RuntimeSearchParam> sources = FastLane.sources(context, registry);
        State before = state;
        if (isSame(sources, before.sources())) {
            return;
        }
        Optional<Definitions> definitions = FastLane.definitions(context, settings, registry);
        if (definitions.isEmpty()) {
            Set<String> obstacles = FastLane.obstacles(context, settings);
            LOG.warn(
                    "resources are taken apart by HAPI alone, several times slower, because of these settings: {}",
                    obstacles);
            state = new State(null, sources, obstacles);
        } else if (before.extractor() == null) {
            state = new State(new FastRowExtractor(context, definitions.get(), others), sources, Set.of());
        } else {
            before.extractor().use(definitions.get());
            state = new State(before.extractor(), sources, Set.of());
        }
    }

    // Comparing some thousands of parameters took a seventh of what an analyzer's report costs. HAPI puts another cache
    // in
    // place when something changed, and fills in its combinations a moment later.
    private boolean isSettled() {
        if (!(registry instanceof SearchParamRegistryImpl hapi)) {
            return false;
        }
        Object cache = hapi.getActiveSearchParams();
        if (cache != registryCache) {
            registryCache = cache;
            newCacheSince = System.nanoTime();
            return false;
        }
        return System.nanoTime() - newCacheSince > SETTLES_IN_NANOS;
    }

    private static boolean isSame(List<RuntimeSearchParam> now, List<RuntimeSearchParam> before) {
        if (now.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) != before.get(i)) {
                return false;
            }
        }
        return true;
    }
}
