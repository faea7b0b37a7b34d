package org.aliquot.ingest;

import java.util.List;

/** What became of one resource of a batch. */
public sealed interface Outcome {
    /** {@code Type/id}; {@code Type} alone where there is no id. */
    String reference();

    /** A new version is in the database. */
    record Stored(String reference, long version) implements Outcome {}

    /** The database already had exactly this content; no new version was made. */
    record Unchanged(String reference, long version) implements Outcome {}

    /** Not stored, and with it nothing of its batch where batches are all or nothing. The reason says what is wrong and
     * what was expected. */
    record Refused(String reference, String reason) implements Outcome {}

    /**
     * Not stored because it refers to what is not there (yet): the same line may be stored once its targets are.
     *
     * @param missing the targets, {@code Type/id} each
     */
    record Unresolved(String reference, List<String> missing) implements Outcome {
        public Unresolved {
            missing = List.copyOf(missing);
        }
    }
}
