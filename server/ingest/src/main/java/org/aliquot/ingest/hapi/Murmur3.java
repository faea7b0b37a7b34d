package org.aliquot.ingest.hapi;

/**
 * MurmurHash3 x64 128 with seed 0, first half: what Guava's {@code murmur3_128(0)} gives as {@code asLong()}, which HAPI
 * hashes with. Guava allocates a hasher, a buffer and a result for each of the forty hashes of an Observation; this
 * allocates nothing.
 */
final class Murmur3 {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private Murmur3() {}

    static long hash(byte[] data, int length) {
        long h1 = 0;
        long h2 = 0;
        int blocks = length & ~15;
        for (int i = 0; i < blocks; i += 16) {
            h1 = (Long.rotateLeft(h1 ^ mix1(word(data, i)), 27) + h2) * 5 + 0x52dce729;
            h2 = (Long.rotateLeft(h2 ^ mix2(word(data, i + 8)), 31) + h1) * 5 + 0x38495ab5;
        }
        long k1 = 0;
        long k2 = 0;
        for (int i = length - 1; i >= blocks + 8; i--) {
            k2 = k2 << 8 | (data[i] & 0xffL);
        }
        for (int i = Math.min(length, blocks + 8) - 1; i >= blocks; i--) {
            k1 = k1 << 8 | (data[i] & 0xffL);
        }
        h1 ^= mix1(k1) ^ length;
        h2 ^= mix2(k2) ^ length;
        h1 += h2;
        h2 += h1;
        return finished(h1) + finished(h2);
    }

    private static long mix1(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mix2(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long finished(long h) {
        long k = h;
        k ^= k >>> 33;
        k *= 0xff51afd7ed558ccdL;
        k ^= k >>> 33;
        k *= 0xc4ceb9fe1a85ec53L;
        return k ^ k >>> 33;
    }

    // Little end first, whatever the machine.
    private static long word(byte[] data, int at) {
        return (data[at] & 0xffL)
                | (data[at + 1] & 0xffL) << 8
                | (data[at + 2] & 0xffL) << 16
                | (data[at + 3] & 0xffL) << 24
                | (data[at + 4] & 0xffL) << 32
                | (data[at + 5] & 0xffL) << 40
                | (data[at + 6] & 0xffL) << 48
                | (data[at + 7] & 0xffL) << 56;
    }
}
