package org.aliquot.ingest.rows;

import java.util.Objects;

/** A resource's type and id, as a relative reference has them. */
public record ResourceKey(String type, String id) {
    public ResourceKey {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
    }

    /** {@code Type/id}. */
    @Override
    public String toString() {
        return type + "/" + id;
    }
}
