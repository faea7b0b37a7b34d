package org.aliquot.server.oracle.image;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place where two databases differ.
 *
 * @param table such as {@code hfj_spidx_token}
 * @param owner the resource, {@code Type/id}; the table's name again where a row belongs to none
 * @param column the column; {@link #WHOLE_ROW} where one side has a row that the other lacks
 * @param context the row as the left side has it, or the right where the left has none
 */
public record Difference(
        String table,
        String owner,
        String column,
        @Nullable String left,
        @Nullable String right,
        String context) {
    static final String WHOLE_ROW = "(row)";

    private static final int SHOWN = 90;

    /** In a line: where, and what either side has, long values from just before they part. */
    @Override
    public String toString() {
        int parting = parting();
        return table + " of " + owner + ", " + column + ":\n      " + shown(left, parting) + "\n      "
                + shown(right, parting) + (column.equals(WHOLE_ROW) ? "" : "\n      in " + cut(context, 2 * SHOWN));
    }

    private int parting() {
        if (left == null || right == null) {
            return 0;
        }
        int at = 0;
        while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String shown(@Nullable String value, int parting) {
        if (value == null) {
            return "nothing";
        }
        int from = parting < SHOWN ? 0 : parting - SHOWN / 2;
        return (from > 0 ? "…" : "") + cut(value.substring(from), 2 * SHOWN);
    }

    private static String cut(String value, int most) {
        Objects.requireNonNull(value);
        return value.length() <= most ? value : value.substring(0, most) + "…";
    }
}
