package org.aliquot.ingest.job.source;

/**
 * Between two lines of a source.
 *
 * @param line number of the line before; 0 at the beginning
 * @param offset of the first byte after that line, in the uncompressed source
 */
public record Position(long line, long offset) {
    public static final Position START = new Position(0, 0);
}
