package org.aliquot.lab;

import java.util.Objects;

/**
 * A flag at a result, as sent: {@code H}, {@code LL}, {@code A}, {@code *}. The mapping knows which of them HL7 knows.
 */
public record AbnormalFlag(String code) {
    public AbnormalFlag {
        Objects.requireNonNull(code, "code");
    }
}
