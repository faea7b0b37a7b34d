package org.aliquot.ingest.validate;

import java.util.Objects;

/**
 * The checks of each level.
 *
 * @param standard the level of jobs that name none
 */
public record LineChecks(LineCheck profiles, LineCheck full, Level standard) {
    /** Structure alone, whatever a job asks for. */
    public static final LineChecks NONE = new LineChecks(LineCheck.NONE, LineCheck.NONE, Level.STRUCTURE);

    public LineChecks {
        Objects.requireNonNull(profiles, "profiles");
        Objects.requireNonNull(full, "full");
        Objects.requireNonNull(standard, "standard");
    }

    /** What a level looks at beyond structure. */
    public LineCheck of(Level level) {
        return switch (level) {
            case STRUCTURE -> LineCheck.NONE;
            case PROFILES -> profiles;
            case FULL -> full;
        };
    }
}
