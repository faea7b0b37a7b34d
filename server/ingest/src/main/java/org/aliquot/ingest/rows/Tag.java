package org.aliquot.ingest.rows;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tag, security label or profile of {@code meta}.
 *
 * @param system null for none; for a profile {@link #PROFILE_SYSTEM}
 * @param code the code, or the profile's canonical URL
 */
public record Tag(
        Kind kind,
        @Nullable String system,
        @Nullable String code,
        @Nullable String display,
        @Nullable String version,
        @Nullable Boolean userSelected) {
    /** The system under which HAPI keeps profiles: {@code BaseHapiFhirDao.NS_JPA_PROFILE}. */
    public static final String PROFILE_SYSTEM = "https://github.com/hapifhir/hapi-fhir/ns/jpa/profile";

    /** Whether HAPI takes both for one; their displays do not count. */
    public boolean isSameAs(Tag other) {
        return kind == other.kind
                && Objects.equals(system, other.system)
                && Objects.equals(code, other.code)
                && Objects.equals(version, other.version)
                && Objects.equals(userSelected, other.userSelected);
    }

    /** What it is in {@code meta}; in the order of HAPI's enumeration. */
    public enum Kind {
        TAG,
        PROFILE,
        SECURITY_LABEL
    }
}
