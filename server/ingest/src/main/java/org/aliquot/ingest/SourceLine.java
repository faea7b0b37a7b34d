package org.aliquot.ingest;

import java.util.Objects;

/**
 * One line of NDJSON, and where it stood.
 *
 * @param source the file, URL or request it came from, as a person would name it
 * @param number of the line in its source, from 1; blank lines count
 * @param offset of its first byte in the (uncompressed) source, from 0
 * @param json the line without its line feed; not copied, so never change it
 */
@SuppressWarnings("ArrayRecordComponent") // ten thousand of these pass each second
public record SourceLine(String source, long number, long offset, byte[] json) {
    public SourceLine {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(json, "json");
    }

    /** Where, for a message: {@code labs.ndjson, line 17}. Says nothing of the content. */
    @Override
    public String toString() {
        return source + ", line " + number;
    }
}
