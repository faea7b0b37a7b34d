package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/**
 * A test as the instrument names it.
 *
 * @param code the code on the wire, without its padding ({@code WBC}, {@code 6690-2}, {@code 767})
 * @param text the name sent beside it
 * @param system the coding system the instrument claims ({@code LN}, {@code 99MRC}); a claim of LOINC is not trusted
 */
public record TestCode(String code, Optional<String> text, Optional<String> system) {
    public TestCode {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(system, "system");
    }

    /** A bare code, as ASTM instruments send it. */
    public static TestCode of(String code) {
        return new TestCode(code, Optional.empty(), Optional.empty());
    }
}
