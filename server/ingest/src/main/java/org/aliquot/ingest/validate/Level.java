package org.aliquot.ingest.validate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of a line is looked at before it is stored; each level looks at what those before it do. */
public enum Level {
    /** FHIR's structure: {@link Structure}. */
    STRUCTURE,
    /** And the rules of our profiles, for resources that claim one in {@code meta.profile}: {@link ProfileCheck}. */
    PROFILES,
    /** And everything HAPI's validator knows: {@link FullCheck}. */
    FULL;

    /** As settings and requests write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its text; empty for any other. */
    public static Optional<Level> of(String text) {
        return Arrays.stream(values())
                .filter(level -> level.text().equals(text))
                .findFirst();
    }
}
