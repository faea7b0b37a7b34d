package org.aliquot.lab;

/**
 * A stretch of a transcript.
 *
 * @param from first byte, counted from 0
 * @param to one past the last byte
 */
public record ByteRange(int from, int to) {
    public ByteRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("byte range " + from + ".." + to + ": expected 0 <= from <= to");
        }
    }

    public int length() {
        return to - from;
    }
}
