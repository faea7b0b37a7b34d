package org.aliquot.ingest.hapi.table;

import java.util.Objects;
import java.util.Set;
import org.aliquot.ingest.rows.ResourceKey;
import org.jspecify.annotations.Nullable;

/** What a batch makes of one resource: its state before, and its last version so far. */
final class PlannedResource {
    private final ResourceKey key;
    private final @Nullable KnownResource before;
    private final long pid;
    private final long published;
    private @Nullable PlannedVersion last;

    /** @param before null for a new one */
    PlannedResource(ResourceKey key, @Nullable KnownResource before, long pid, long published) {
        this.key = key;
        this.before = before;
        this.pid = pid;
        this.published = published;
    }

    ResourceKey key() {
        return key;
    }

    long pid() {
        return pid;
    }

    /** Milliseconds since the epoch. */
    long published() {
        return published;
    }

    boolean isNew() {
        return before == null;
    }

    KnownResource before() {
        return Objects.requireNonNull(before, "new resources have no state before");
    }

    /** The version that will be current; null while the batch changes nothing. */
    @Nullable
    PlannedVersion last() {
        return last;
    }

    long version() {
        return last != null ? last.number() : before == null ? 0 : before.version();
    }

    Set<Long> tagIds() {
        return last != null ? last.tagIds() : before == null ? Set.of() : before.tagIds();
    }

    /** Whether this content with these tags is what is there already. */
    boolean isAlready(Candidate candidate, Set<Long> merged) {
        String hash =
                last != null ? last.candidate().hash() : before == null || before.deleted() ? null : before.hash();
        return candidate.hash().equals(hash) && merged.equals(tagIds());
    }

    PlannedVersion add(Candidate candidate, Set<Long> merged, long now) {
        long earliest = last != null ? last.updated() + 1 : before != null ? before.updated() + 1 : now;
        last = new PlannedVersion(this, candidate, version() + 1, Math.max(now, earliest), merged);
        return last;
    }
}
