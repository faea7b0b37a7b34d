package org.aliquot.server.bulk.export.run;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.aliquot.ingest.hapi.current.Chunk;

/** A set of RES_IDs: a bit for each number between the least and the greatest of a segment. */
final class Pids {
    private static final int SEGMENT_BITS = 20;
    private static final long MASK = (1L << SEGMENT_BITS) - 1;

    /** RES_IDs are positive. */
    private static final long NONE = -1;

    private final TreeMap<Long, BitSet> segments = new TreeMap<>();

    void add(long pid) {
        segments.computeIfAbsent(pid >> SEGMENT_BITS, segment -> new BitSet()).set((int) (pid & MASK));
    }

    boolean contains(long pid) {
        BitSet segment = segments.get(pid >> SEGMENT_BITS);
        return segment != null && segment.get((int) (pid & MASK));
    }

    void addAll(Pids others) {
        others.segments.forEach((segment, bits) ->
                segments.computeIfAbsent(segment, missing -> new BitSet()).or(bits));
    }

    void retainAll(Pids others) {
        for (Iterator<Map.Entry<Long, BitSet>> all = segments.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, BitSet> segment = all.next();
            BitSet kept = others.segments.get(segment.getKey());
            if (kept == null) {
                all.remove();
            } else {
                segment.getValue().and(kept);
            }
        }
    }

    void removeAll(Pids others) {
        others.segments.forEach((segment, bits) -> {
            BitSet left = segments.get(segment);
            if (left != null) {
                left.andNot(bits);
            }
        });
    }

    long size() {
        return segments.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** All of them in order, some at a time. Nothing may be changed meanwhile. */
    Iterator<Chunk> chunks(int most) {
        return new Iterator<>() {
            private long next = first(Long.MIN_VALUE);

            @Override
            public boolean hasNext() {
                return next != NONE;
            }

            @Override
            public Chunk next() {
                if (next == NONE) {
                    throw new NoSuchElementException();
                }
                long[] some = new long[most];
                int count = 0;
                for (; next != NONE && count < most; next = first(next + 1)) {
                    some[count++] = next;
                }
                return new Chunk.Ids(Arrays.copyOf(some, count));
            }
        };
    }

    /** The least that is not below. */
    private long first(long from) {
        Map.Entry<Long, BitSet> segment = segments.ceilingEntry(from >> SEGMENT_BITS);
        int at = segment != null && segment.getKey() == from >> SEGMENT_BITS ? (int) (from & MASK) : 0;
        while (segment != null) {
            int bit = segment.getValue().nextSetBit(at);
            if (bit >= 0) {
                return (segment.getKey() << SEGMENT_BITS) + bit;
            }
            segment = segments.higherEntry(segment.getKey());
            at = 0;
        }
        return NONE;
    }
}
