package org.aliquot.ingest;

/** What became of one resource of a batch. */
public sealed interface Outcome {
    /** {@code Type/id}. */
    String reference();

    /** A new version is in the database. */
    record Stored(String reference, long version) implements Outcome {}

    /** The database already had exactly this content; no new version was made. */
    record Unchanged(String reference, long version) implements Outcome {}

    /** Not stored, and with it nothing of its batch. The reason says what is wrong and what was expected. */
    record Refused(String reference, String reason) implements Outcome {}
}
