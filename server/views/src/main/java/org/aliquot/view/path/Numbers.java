package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Arithmetic of FHIRPath: integers of 32 bits, decimals with the digits they were reported with. */
final class Numbers {
    /** Digits of a number, zeros between them and the decimal mark counted: 1e999999999 would fill the memory. */
    static final int MOST_DIGITS = 100;

    static final BigDecimal MOST_INTEGER = BigDecimal.valueOf(Integer.MAX_VALUE);

    private static final int BOUNDARY_DIGITS = 8;
    private static final int MOST_BOUNDARY_DIGITS = 28;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    // FHIRPath leaves the digits of a quotient open; this is what SQL engines' decimals hold at least.
    private static final MathContext QUOTIENT = new MathContext(28, RoundingMode.HALF_UP);

    private Numbers() {}

    /** An Integer or a BigDecimal. */
    static Object of(JsonNode number, boolean isDecimal) {
        if (!isDecimal && number.isInt()) {
            return number.intValue();
        }
        return bounded(number.decimalValue());
    }

    /** The same number; refused where writing it out takes more digits than any measurement has. */
    static BigDecimal bounded(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            throw new PathRunException("a number has more than " + MOST_DIGITS + " digits");
        }
        return number;
    }

    static BigDecimal decimal(Object number) {
        return number instanceof Integer integer ? BigDecimal.valueOf(integer) : (BigDecimal) number;
    }

    static boolean isNumber(Object value) {
        return value instanceof Integer || value instanceof BigDecimal;
    }

    /** Empty (null) where the result is no number: an overflow, a division by zero. */
    static @Nullable Object calculate(Ast.Operator operator, Object left, Object right) {
        if (left instanceof Integer a && right instanceof Integer b && operator != Ast.Operator.DIVIDE) {
            long result = switch (operator) {
                case ADD -> (long) a + b;
                case SUBTRACT -> (long) a - b;
                default -> (long) a * b;
            };
            return result == (int) result ? (Object) (int) result : null;
        }
        BigDecimal a = decimal(left);
        BigDecimal b = decimal(right);
        BigDecimal result = switch (operator) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            default -> b.signum() == 0 ? null : a.divide(b, QUOTIENT);
        };
        return result == null ? null : bounded(plain(result));
    }

    /** Without an exponent: {@code 3E+2} becomes 300. */
    private static BigDecimal plain(BigDecimal number) {
        return number.scale() < 0 && number.scale() >= -MOST_DIGITS ? number.setScale(0) : number;
    }

    /**
     * The least or greatest number that would be written like this one (FHIRPath, lowBoundary): 1.0 lies between 0.95 and 1.05.
     *
     * @param digits behind the decimal mark; negative: eight, or more where the number has more
     */
    static @Nullable BigDecimal boundary(BigDecimal number, boolean isLow, int digits) {
        int scale = Math.max(number.scale(), 0);
        BigDecimal half = HALF.scaleByPowerOfTen(-scale);
        BigDecimal edge = isLow ? number.subtract(half) : number.add(half);
        int wanted = digits < 0 ? Math.max(BOUNDARY_DIGITS, scale + 1) : digits;
        if (wanted > MOST_BOUNDARY_DIGITS) {
            return null;
        }
        return edge.setScale(wanted, isLow ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }
}
