package org.aliquot.instrument.sysmexxn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the family measures, by the code on the wire. */
final class XnParameters {
    private static final Set<String> KNOWN = load();

    private XnParameters() {}

    /** Whether the code is a parameter's: one of those known, or a count or share of something ({@code …#}, {@code …%}). */
    static boolean contains(String code) {
        return code.endsWith("#") || code.endsWith("%") || KNOWN.contains(code.toUpperCase(Locale.ROOT));
    }

    private static Set<String> load() {
        try (InputStream in = XnParameters.class.getResourceAsStream("parameters.txt")) {
            if (in == null) {
                throw new IllegalStateException("parameters.txt is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
