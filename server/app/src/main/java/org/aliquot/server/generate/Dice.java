package org.aliquot.server.generate;

/**
 * Random numbers that are the same everywhere: SplitMix64 (Steele, Lea, Flood 2014), written out because the JDK promises
 * the sequence of no generator but {@link java.util.Random}, which has only 48 bits of state.
 */
final class Dice {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    /** A sequence of its own for each pair. */
    static Dice of(long seed, long number) {
        return new Dice(mixed(mixed(seed + GAMMA) ^ number));
    }

    long next() {
        state += GAMMA;
        return mixed(state);
    }

    /** From 0, below 1. */
    double unit() {
        return (next() >>> 11) * UNIT;
    }

    /** From 0, below the bound. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    boolean perCent(double chance) {
        return unit() * 100 < chance;
    }

    boolean perMille(double chance) {
        return unit() * 1000 < chance;
    }

    /** Normally distributed, mean 0, deviation 1 (Marsaglia's polar method). */
    double gaussian() {
        double x;
        double square;
        do {
            x = 2 * unit() - 1;
            double y = 2 * unit() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * Math.sqrt(-2 * StrictMath.log(square) / square);
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
