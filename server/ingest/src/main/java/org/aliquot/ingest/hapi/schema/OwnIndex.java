package org.aliquot.ingest.hapi.schema;

/**
 * An index of ours. The name's prefix marks it: whatever carries it and is in no plan may go.
 *
 * @param definition what follows {@code USING} in {@code pg_get_indexdef}
 */
public record OwnIndex(String table, String name, String definition) {
    static final String PREFIX = "aliquot_";

    public OwnIndex {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(name + ": an index of ours begins with " + PREFIX);
        }
    }
}
