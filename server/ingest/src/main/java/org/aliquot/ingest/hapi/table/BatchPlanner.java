package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceKey;
import org.aliquot.ingest.rows.Tag;

/**
 * Decides what a batch writes: which lines create, update or change nothing, what their references point at, and every
 * surrogate id. Reads the database, writes nothing but new tag definitions. For one thread.
 *
 * <p>The rules are those of HAPI's DAO ({@code BaseHapiFhirDao#updateEntity}): unchanged content with unchanged tags makes
 * no version; tags and security labels of the version before stay, profiles do not; a deleted resource comes back with the
 * next version number; a reference must point at a resource that is there and not deleted.
 */
public final class BatchPlanner {
    private final SurrogateIds surrogates = new SurrogateIds();
    private final TagDefinitions tags = new TagDefinitions(surrogates);

    /**
     * Plans a batch.
     *
     * @param reads what the plan is made on; {@link ResourceLookup#prepare prepared}
     * @param definitions commits each statement: tag definitions outlive a batch that is rolled back
     * @param candidates one for each line; one without id is given a UUID
     * @param uncommitted resources of batches before this one that are not committed yet, with their RES_ID; the batch
     *     writes none of them itself
     */
    public BatchPlan plan(
            Connection reads,
            Connection definitions,
            List<Candidate> candidates,
            Map<ResourceKey, Long> uncommitted,
            BatchPlan.Moment moment)
            throws SQLException {
        List<ResourceKey> keys = candidates.stream().map(BatchPlanner::keyOf).toList();
        Set<ResourceKey> own = new LinkedHashSet<>(keys);
        Set<ResourceKey> asked = new LinkedHashSet<>(own);
        for (Candidate candidate : candidates) {
            for (LinkRow link : candidate.rows().links()) {
                if (link.target() instanceof LinkRow.Local local) {
                    ResourceKey target = new ResourceKey(local.type(), local.id());
                    if (!uncommitted.containsKey(target)) {
                        asked.add(target);
                    }
                }
            }
        }
        Map<ResourceKey, KnownResource> known = ResourceLookup.find(reads, asked, own);
        Map<Integer, List<String>> unresolved = unresolved(candidates, keys, known, uncommitted);

        surrogates.require(reads, Sequence.RESOURCE, own.size());
        Map<ResourceKey, PlannedResource> resources = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>(candidates.size());
        List<PlannedVersion> versions = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            ResourceKey key = keys.get(i);
            List<String> missing = unresolved.get(i);
            if (missing != null) {
                outcomes.add(new Outcome.Unresolved(key.toString(), missing));
                continue;
            }
            PlannedResource resource = resources.computeIfAbsent(key, k -> resource(k, known.get(k), moment.millis()));
            Candidate candidate = candidates.get(i);
            Set<Long> merged = mergedTags(definitions, candidate, resource.tagIds());
            if (resource.isAlready(candidate, merged)) {
                outcomes.add(new Outcome.Unchanged(key.toString(), resource.version()));
            } else {
                PlannedVersion version = resource.add(candidate, merged, moment.millis());
                versions.add(version);
                outcomes.add(new Outcome.Stored(key.toString(), version.number()));
            }
        }
        List<PlannedResource> changed =
                resources.values().stream().filter(r -> r.last() != null).toList();
        BatchPlan plan =
                new BatchPlan(outcomes, versions, changed, targets(changed, resources, known, uncommitted), moment);
        setIdsAside(reads, plan);
        return plan;
    }

    private static ResourceKey keyOf(Candidate candidate) {
        String id = candidate.rows().id();
        return new ResourceKey(
                candidate.rows().type(), id != null ? id : UUID.randomUUID().toString());
    }

    private PlannedResource resource(ResourceKey key, KnownResource before, long now) {
        return before == null
                ? new PlannedResource(key, null, surrogates.take(Sequence.RESOURCE), now)
                : new PlannedResource(key, before, before.pid(), before.published());
    }

    // A line that cannot be stored creates nothing, so a line that refers to it cannot be stored either, and so on.
    private static Map<Integer, List<String>> unresolved(
            List<Candidate> candidates,
            List<ResourceKey> keys,
            Map<ResourceKey, KnownResource> known,
            Map<ResourceKey, Long> uncommitted) {
        Map<ResourceKey, Integer> makers = new HashMap<>();
        keys.forEach(key -> makers.merge(key, 1, Integer::sum));
        Map<Integer, List<String>> unresolved = new HashMap<>();
        boolean again = true;
        while (again) {
            again = false;
            // A later line of the same id waits behind it: the order of versions is the order of lines.
            Map<ResourceKey, List<String>> waiting = new HashMap<>();
            for (int i = 0; i < candidates.size(); i++) {
                ResourceKey key = keys.get(i);
                List<String> missing = unresolved.get(i);
                if (missing == null) {
                    missing = waiting.containsKey(key)
                            ? waiting.get(key)
                            : missing(candidates.get(i), known, uncommitted, makers);
                    if (!missing.isEmpty()) {
                        unresolved.put(i, missing);
                        // What is there already stays there, whether or not this line may change it.
                        again |= makers.merge(key, -1, Integer::sum) == 0 && !isThere(known.get(key));
                    }
                }
                if (!missing.isEmpty()) {
                    waiting.putIfAbsent(key, missing);
                }
            }
        }
        return unresolved;
    }

    private static List<String> missing(
            Candidate candidate,
            Map<ResourceKey, KnownResource> known,
            Map<ResourceKey, Long> uncommitted,
            Map<ResourceKey, Integer> makers) {
        List<String> missing = List.of();
        for (LinkRow link : candidate.rows().links()) {
            if (link.target() instanceof LinkRow.Local local) {
                ResourceKey target = new ResourceKey(local.type(), local.id());
                boolean resolves = isThere(known.get(target))
                        || makers.getOrDefault(target, 0) > 0
                        || uncommitted.containsKey(target);
                if (!resolves) {
                    missing = missing.isEmpty() ? new ArrayList<>() : missing;
                    if (!missing.contains(target.toString())) {
                        missing.add(target.toString());
                    }
                }
            }
        }
        return missing;
    }

    private static boolean isThere(KnownResource resource) {
        return resource != null && !resource.deleted();
    }

    private Set<Long> mergedTags(Connection connection, Candidate candidate, Set<Long> before) throws SQLException {
        if (candidate.rows().tags().isEmpty() && before.isEmpty()) {
            return Set.of();
        }
        Set<Long> merged = new HashSet<>();
        for (Tag tag : candidate.rows().tags()) {
            merged.add(tags.id(connection, tag));
        }
        for (long kept : before) {
            if (tags.kind(connection, kept) != Tag.Kind.PROFILE) {
                merged.add(kept);
            }
        }
        return Set.copyOf(merged);
    }

    private static Map<ResourceKey, Long> targets(
            List<PlannedResource> changed,
            Map<ResourceKey, PlannedResource> resources,
            Map<ResourceKey, KnownResource> known,
            Map<ResourceKey, Long> uncommitted) {
        Map<ResourceKey, Long> targets = new HashMap<>();
        for (PlannedResource resource : changed) {
            for (LinkRow link : resource.last().candidate().rows().links()) {
                if (link.target() instanceof LinkRow.Local local) {
                    targets.computeIfAbsent(new ResourceKey(local.type(), local.id()), key -> {
                        PlannedResource made = resources.get(key);
                        KnownResource there = known.get(key);
                        return made != null ? made.pid() : there != null ? (Long) there.pid() : uncommitted.get(key);
                    });
                }
            }
        }
        return targets;
    }

    private void setIdsAside(Connection connection, BatchPlan plan) throws SQLException {
        RowCounts rows = new RowCounts();
        int newTags = 0;
        for (PlannedResource resource : plan.resources()) {
            rows.add(resource.last().candidate().counts());
            newTags += resource.tagIds().size();
        }
        int versionTags =
                plan.versions().stream().mapToInt(v -> v.tagIds().size()).sum();
        setAside(connection, plan, Sequence.VERSION, plan.versions().size());
        setAside(connection, plan, Sequence.RESOURCE_TAG, newTags);
        setAside(connection, plan, Sequence.VERSION_TAG, versionTags);
        for (IndexTable table : IndexTable.values()) {
            setAside(connection, plan, table.sequence(), rows.of(table));
        }
    }

    private void setAside(Connection connection, BatchPlan plan, Sequence sequence, int count) throws SQLException {
        if (count > 0) {
            surrogates.require(connection, sequence, count);
        }
        plan.setAside(sequence, IdRun.of(surrogates, sequence, count));
    }
}
