package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/**
 * A control or calibrator as the instrument names it.
 *
 * @param id the specimen id it ran under, for example {@code QC-31860801}
 */
public record ControlMaterial(
        Purpose purpose, String id, Optional<String> name, Optional<String> lot, Optional<String> level) {

    /** Why it was measured. */
    public enum Purpose {
        QUALITY_CONTROL,
        CALIBRATION
    }

    public ControlMaterial {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(lot, "lot");
        Objects.requireNonNull(level, "level");
    }
}
