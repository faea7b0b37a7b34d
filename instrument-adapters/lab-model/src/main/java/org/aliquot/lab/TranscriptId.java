package org.aliquot.lab;

import java.util.Objects;

/**
 * Names one kept conversation with an instrument. A ULID: sorting by it is sorting by time of receipt.
 *
 * @param value 26 characters, Crockford base 32
 */
public record TranscriptId(String value) implements Comparable<TranscriptId> {
    public TranscriptId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public int compareTo(TranscriptId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
