package org.aliquot.server.generate;

/**
 * What a number is judged by, in units of its last digit; the outermost longs stand for no limit.
 *
 * @param json the reference range, or nothing
 */
record Limits(long low, long high, long criticalLow, long criticalHigh, byte[] json) {
    /** "More than 120" is judged as 120: above it would be a guess. */
    Flag judge(Finding.Number number) {
        long value = number.unscaled();
        if (value < criticalLow) {
            return Flag.CRITICALLY_LOW;
        }
        if (value > criticalHigh) {
            return Flag.CRITICALLY_HIGH;
        }
        if (value < low) {
            return Flag.LOW;
        }
        return value > high ? Flag.HIGH : Flag.NORMAL;
    }
}
