package org.aliquot.ingest.job.source;

import org.aliquot.ingest.SourceLine;

/** What stood on a line. */
public sealed interface Piece {
    /** Of the line, from 1; blank lines count. */
    long number();

    /** Of its first byte. */
    long offset();

    /** Of the first byte after it and its line feed: where the next line begins. */
    long end();

    /** A line that can be looked at. */
    record Line(SourceLine line, long end) implements Piece {
        @Override
        public long number() {
            return line.number();
        }

        @Override
        public long offset() {
            return line.offset();
        }
    }

    /** A line that was passed over without being held in memory. */
    record TooLong(long number, long offset, long end) implements Piece {}
}
