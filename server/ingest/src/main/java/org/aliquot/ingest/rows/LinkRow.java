package org.aliquot.ingest.rows;

import org.jspecify.annotations.Nullable;

/**
 * A reference that a search parameter follows.
 *
 * @param path the search parameter's path as a literal, {@code Observation.subject.where(resolve() is Patient)} included
 */
public record LinkRow(String path, Target target) {
    /** Where a reference points. */
    public sealed interface Target {}

    /** A resource of this server. */
    public record Local(String type, String id, @Nullable Long version) implements Target {}

    /** A resource of another server, by its whole URL. */
    public record Absolute(String type, String url) implements Target {}

    /** A canonical or logical URL: not a resource's address. */
    public record Logical(String url) implements Target {}
}
