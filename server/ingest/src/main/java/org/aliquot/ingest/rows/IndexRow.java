package org.aliquot.ingest.rows;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a search finds a resource by: one value of one search parameter, as the search tables hold it but for hashes and
 * surrogate ids. Rows of a resource are a set: two that are equal are one.
 */
public sealed interface IndexRow {
    /** The search parameter's code, such as {@code combo-code}. */
    String param();

    /**
     * A token (FHIR R4 search.html 3.1.1.5.5), both parts in full: HAPI's hashes are over the whole, its table holds the
     * first 200 characters. Never blank: null then.
     */
    record Token(
            String param, @Nullable String system, @Nullable String value) implements IndexRow {}

    /**
     * A string.
     *
     * @param normalized upper case without accents, as HAPI's {@code StringUtil.normalizeStringForSearchIndexing} makes it
     * @param exact as it stands
     */
    record Text(String param, String normalized, String exact) implements IndexRow {}

    /**
     * A date or period. Null bounds are open.
     *
     * @param low milliseconds since the epoch, inclusive
     * @param lowOrdinal {@code yyyymmdd} as a number
     */
    record DateRange(
            String param,
            @Nullable Long low,
            @Nullable Integer lowOrdinal,
            @Nullable Long high,
            @Nullable Integer highOrdinal)
            implements IndexRow {}

    /** A number with its digits as reported. */
    record Number(String param, BigDecimal value) implements IndexRow {}

    /**
     * A quantity in the unit it was given in.
     *
     * @param value no more exact than a {@code double}, which is what the table holds
     */
    record Quantity(
            String param,
            BigDecimal value,
            @Nullable String system,
            @Nullable String units) implements IndexRow {}

    /** A quantity in UCUM's canonical unit; only where the storage settings ask for it. */
    record CanonicalQuantity(
            String param,
            double value,
            @Nullable String system,
            @Nullable String units) implements IndexRow {}

    /** A URI. */
    record Uri(String param, String uri) implements IndexRow {}

    /** A position, degrees. */
    record Coordinates(String param, double latitude, double longitude) implements IndexRow {}

    /** The resource has no value for this parameter; only where the storage settings ask for it. */
    record Absent(String param, Kind kind) implements IndexRow {}

    /** Whether the resource has a reference for this parameter; only where the storage settings ask for it. */
    record ReferencePresence(String param, boolean present) implements IndexRow {}

    /**
     * A combination that must be unique, as a query string.
     *
     * @param param the search parameter's id, {@code SearchParameter/…}
     */
    record UniqueCombo(String param, String query) implements IndexRow {}

    /**
     * A combination that need not be unique, as a query string.
     *
     * @param param the search parameter's id, {@code SearchParameter/…}
     */
    record Combo(String param, String query) implements IndexRow {}

    /** The table of a parameter's kind. */
    enum Kind {
        TOKEN,
        STRING,
        DATE,
        NUMBER,
        QUANTITY,
        URI,
        COORDINATES
    }
}
