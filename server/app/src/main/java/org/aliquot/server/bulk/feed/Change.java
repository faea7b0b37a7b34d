package org.aliquot.server.bulk.feed;

import java.time.Instant;

/**
 * One version that was written.
 *
 * @param cursor the place behind it
 * @param type such as Observation
 * @param id the resource's, without its type
 */
public record Change(FeedCursor cursor, Operation operation, String type, String id, long version, Instant time) {
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }
}
