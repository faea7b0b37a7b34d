package org.aliquot.terminology;

import java.util.Objects;

/**
 * A code in a code system.
 *
 * @param system canonical URL of the code system
 * @param display the system's own name for it
 */
public record Concept(String system, String code, String display) {
    public static final String LOINC = "http://loinc.org";
    public static final String UCUM = "http://unitsofmeasure.org";

    public Concept {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(display, "display");
    }
}
