package org.aliquot.instrument;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Small readings of text fields that every dialect needs. */
public final class Texts {
    private Texts() {}

    /** The text without its padding; empty when nothing else stands there. */
    public static Optional<String> said(String sent) {
        String text = sent.strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The parts that say something, in order, with a blank between. */
    public static Optional<String> joined(List<String> parts) {
        return said(parts.stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" ")));
    }
}
