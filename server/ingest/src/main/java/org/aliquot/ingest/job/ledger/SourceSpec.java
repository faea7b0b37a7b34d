package org.aliquot.ingest.job.ledger;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source as it was ordered.
 *
 * @param location path or URL; of a request its name
 * @param name for people; no secrets
 * @param resourceType what every line of it must be; null for any
 */
public record SourceSpec(
        SourceKind kind,
        String location,
        String name,
        @Nullable String resourceType) {
    public SourceSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(name, "name");
    }
}
