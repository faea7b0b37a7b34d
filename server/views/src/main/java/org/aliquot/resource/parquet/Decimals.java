package org.aliquot.resource.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Numbers for engines that have one number of digits for a column: DECIMAL(38, 12), as views write them (decision 0015). What was reported
 * is in the text beside it.
 */
final class Decimals {
    static final int PRECISION = 38;
    static final int SCALE = 12;

    /** Of 38 digits. */
    static final int BYTES = 16;

    /** Digits of a long, whatever they are. */
    private static final int SURE = 18;

    private static final long[] TENS = new long[SCALE + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = TENS[i - 1] * 10;
        }
    }

    private Decimals() {}

    /**
     * @param text a JSON number
     * @return false, and nothing added, where it has more than 26 digits before its mark
     */
    static boolean add(char[] text, int offset, int length, Bytes into) {
        return plain(text, offset, length, into) || any(new BigDecimal(text, offset, length), into);
    }

    /** Digits that fit a long with twelve of them behind the mark: nearly all there are. */
    private static boolean plain(char[] text, int offset, int length, Bytes into) {
        if (length > SURE) {
            return false;
        }
        boolean isNegative = text[offset] == '-';
        long unscaled = 0;
        int mark = -1;
        int end = offset + length;
        for (int i = isNegative ? offset + 1 : offset; i < end; i++) {
            char digit = text[i];
            if (digit == '.') {
                mark = i;
            } else if (digit >= '0' && digit <= '9') {
                unscaled = unscaled * 10 + (digit - '0');
            } else {
                return false;
            }
        }
        int behind = mark < 0 ? 0 : end - mark - 1;
        if (behind > SCALE) {
            return false;
        }
        long factor = TENS[SCALE - behind];
        long low = unscaled * factor;
        long high = Math.multiplyHigh(unscaled, factor);
        if (isNegative) {
            low = -low;
            high = low == 0 ? -high : ~high;
        }
        into.addLong(high);
        into.addLong(low);
        return true;
    }

    private static boolean any(BigDecimal number, Bytes into) {
        int before = number.precision() - number.scale();
        if (number.signum() != 0 && before > PRECISION - SCALE) {
            return false;
        }
        // 1E-1000000000 has no place here, and is not to be divided by its power of ten.
        BigInteger unscaled = number.signum() == 0 || before < -SCALE
                ? BigInteger.ZERO
                : number.setScale(SCALE, RoundingMode.HALF_EVEN).unscaledValue();
        if (unscaled.bitLength() >= BYTES * Byte.SIZE || unscaled.abs().compareTo(LARGEST) > 0) {
            return false;
        }
        into.addLong(unscaled.shiftRight(Long.SIZE).longValue());
        into.addLong(unscaled.longValue());
        return true;
    }

    private static final BigInteger LARGEST = BigInteger.TEN.pow(PRECISION).subtract(BigInteger.ONE);
}
