package org.aliquot.ingest;

import org.jspecify.annotations.Nullable;

/** A line that has been read, checked and taken apart as far as that goes without the database. */
public interface PreparedLine {
    SourceLine line();

    /** Such as {@code Observation}. */
    String resourceType();

    /** The id it carries; null where the server is to assign one. */
    @Nullable
    String resourceId();

    /** Whether storing it may search: HAPI's DAO looks up what conditional references mean. */
    default boolean maySearch() {
        return false;
    }
}
