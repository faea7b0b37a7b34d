package org.aliquot.ingest.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A {@code numeric} as PostgreSQL sends and receives it ({@code numeric_recv} in its source): digits in base 10,000, the
 * power of the first one, and the number of decimals to show.
 */
final class BinaryNumeric {
    private static final int DECIMALS_IN_DIGIT = 4;
    private static final BigInteger BASE = BigInteger.valueOf(10_000);
    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;

    private BinaryNumeric() {}

    static byte[] of(BigDecimal value) {
        // PostgreSQL shows no fewer than no decimals: 1E+3 is 1000.
        BigDecimal shown = value.scale() < 0 ? value.setScale(0) : value;
        int decimals = shown.scale();
        int padding = Math.floorMod(-decimals, DECIMALS_IN_DIGIT);
        BigInteger unscaled = shown.unscaledValue().abs().multiply(BigInteger.TEN.pow(padding));
        short[] digits = digits(unscaled);
        int first = 0;
        while (first < digits.length && digits[first] == 0) {
            first++;
        }
        int last = digits.length;
        while (last > first && digits[last - 1] == 0) {
            last--;
        }
        int weight = digits.length - (decimals + padding) / DECIMALS_IN_DIGIT - 1 - first;
        ByteBuffer out = ByteBuffer.allocate(8 + 2 * (last - first));
        out.putShort((short) (last - first));
        out.putShort((short) (last == first ? 0 : weight));
        out.putShort((short) (value.signum() < 0 ? NEGATIVE : POSITIVE));
        out.putShort((short) decimals);
        for (int i = first; i < last; i++) {
            out.putShort(digits[i]);
        }
        return out.array();
    }

    private static short[] digits(BigInteger number) {
        int most = number.bitLength() / 13 + 1;
        short[] reversed = new short[most];
        int count = 0;
        for (BigInteger rest = number; rest.signum() > 0; count++) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            reversed[count] = parts[1].shortValue();
            rest = parts[0];
        }
        short[] digits = new short[count];
        for (int i = 0; i < count; i++) {
            digits[i] = reversed[count - 1 - i];
        }
        return digits;
    }
}
