package org.aliquot.ingest.rows;

import org.jspecify.annotations.Nullable;

/**
 * A tag, security label or profile of {@code meta}.
 *
 * @param system null for none; for a profile HAPI's own name space
 * @param code the code, or the profile's canonical URL
 */
public record Tag(
        Kind kind,
        @Nullable String system,
        @Nullable String code,
        @Nullable String display,
        @Nullable String version,
        @Nullable Boolean userSelected) {
    /** What it is in {@code meta}; in the order of HAPI's enumeration. */
    public enum Kind {
        TAG,
        PROFILE,
        SECURITY_LABEL
    }
}
