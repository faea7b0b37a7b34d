package org.aliquot.ingest.rows.path;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The storage settings that change rows.
 *
 * @param absentFields whether {@code :missing} has rows
 * @param identifierTypes whether {@code :of-type} has rows
 * @param source whether {@code meta.source} is kept
 * @param startOfTime the low bound of a period without start
 * @param endOfTime the high bound of a period without end
 * @param canonicalUnits null where quantities are not normalized
 */
public record RowSettings(
        boolean absentFields,
        boolean identifierTypes,
        boolean source,
        Bound startOfTime,
        Bound endOfTime,
        @Nullable CanonicalUnits canonicalUnits) {

    /** A bound of a date range, both ways the table has it. */
    public record Bound(long millis, int ordinal) {}

    /** UCUM's canonical units. */
    @FunctionalInterface
    public interface CanonicalUnits {
        /** Null where there is no canonical form. */
        @Nullable
        Amount canonical(@Nullable String system, BigDecimal value, @Nullable String code);
    }

    /** An amount in a canonical unit. */
    public record Amount(double value, String unit) {}
}
