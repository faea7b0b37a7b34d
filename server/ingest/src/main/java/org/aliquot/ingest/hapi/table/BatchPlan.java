package org.aliquot.ingest.hapi.table;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.rows.ResourceKey;
import org.jspecify.annotations.Nullable;

/** All that one transaction writes, with every id and version decided. */
public final class BatchPlan {
    private final List<Outcome> outcomes;
    private final List<PlannedVersion> versions;
    private final List<PlannedResource> resources;
    private final Map<ResourceKey, Long> targets;
    private final Map<Sequence, IdRun> ids = new EnumMap<>(Sequence.class);
    private final Moment moment;

    /**
     * When and for whom.
     *
     * @param millis RES_UPDATED of the versions, milliseconds since the epoch; of the second and later ones of one resource
     *     a little more
     * @param requestId REQUEST_ID of all versions; null where no request wrote them
     */
    public record Moment(long millis, @Nullable String requestId) {}

    /**
     * @param versions in the order of the lines
     * @param resources those of the versions, each once
     * @param targets RES_ID of what the links point at
     */
    BatchPlan(
            List<Outcome> outcomes,
            List<PlannedVersion> versions,
            List<PlannedResource> resources,
            Map<ResourceKey, Long> targets,
            Moment moment) {
        this.outcomes = List.copyOf(outcomes);
        this.versions = List.copyOf(versions);
        this.resources = List.copyOf(resources);
        this.targets = targets;
        this.moment = moment;
    }

    /** One for each line, in order; true once the transaction is durable. */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /** RES_ID of each resource that the batch creates, updates or brings back. */
    public Map<ResourceKey, Long> written() {
        Map<ResourceKey, Long> written = new HashMap<>();
        resources.forEach(resource -> written.put(resource.key(), resource.pid()));
        return written;
    }

    /** Whether there is nothing to write. */
    public boolean isEmpty() {
        return versions.isEmpty();
    }

    /** Whether it changes resources that were there before. */
    public boolean hasUpdates() {
        return resources.stream().anyMatch(resource -> !resource.isNew());
    }

    /** Every version that the batch stores, in the order of the lines. */
    public List<StoredVersion> stored() {
        return versions.stream()
                .map(version -> new StoredVersion(
                        version.resource().key(), version.resource().pid(), version.number()))
                .toList();
    }

    List<PlannedVersion> versions() {
        return versions;
    }

    Collection<PlannedResource> resources() {
        return resources;
    }

    long target(ResourceKey key) {
        return targets.get(key);
    }

    Moment moment() {
        return moment;
    }

    void setAside(Sequence sequence, IdRun run) {
        ids.put(sequence, run);
    }

    IdRun ids(Sequence sequence) {
        return ids.get(sequence);
    }

    void rewindIds() {
        ids.values().forEach(IdRun::rewind);
    }
}
