package org.aliquot.server.generate;

import org.aliquot.server.generate.Finding.Comparator;
import org.aliquot.server.generate.Table.Row;

/** Concentrations of doubling dilutions, {@code 2^n} ug/mL. */
final class Dilution {
    private static final int FINEST = -6;
    private static final byte[] UNIT = Label.unit("ug/mL", "ug/mL");

    private Dilution() {}

    static int exponent(Row row, String column) {
        double value = row.real(column);
        int exponent = Math.getExponent(value);
        if (value != Math.scalb(1.0, exponent) || exponent < FINEST) {
            throw row.wrong(column + ": " + value + " is no doubling dilution");
        }
        return exponent;
    }

    /** Exactly: a quarter is 25 with two digits behind the point. */
    static Finding.Number number(Comparator comparator, int exponent) {
        long unscaled = 1;
        for (int i = 0; i < Math.abs(exponent); i++) {
            unscaled *= exponent < 0 ? 5 : 2;
        }
        return new Finding.Number(comparator, unscaled, Math.max(0, -exponent), UNIT);
    }
}
