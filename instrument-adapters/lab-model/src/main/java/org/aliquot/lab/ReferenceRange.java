package org.aliquot.lab;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * The interval the instrument compared with.
 *
 * @param text exactly as sent
 * @param low lower bound, digits as sent; empty when open or unreadable
 * @param high upper bound, digits as sent; empty when open or unreadable
 */
public record ReferenceRange(String text, Optional<BigDecimal> low, Optional<BigDecimal> high) {
    public ReferenceRange {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(low, "low");
        Objects.requireNonNull(high, "high");
    }
}
