package org.aliquot.server.audit.journal;

/**
 * A place in a journal.
 *
 * @param file number of the file, counted from 1; 0: before all
 * @param offset bytes from its begin
 */
public record Place(long file, long offset) {
    public static final Place BEGIN = new Place(0, 0);
}
