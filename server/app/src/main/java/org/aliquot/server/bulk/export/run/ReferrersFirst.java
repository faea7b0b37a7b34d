package org.aliquot.server.bulk.export.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Puts resources into an order in which they can be deleted: who refers to others comes before them. Those that refer to each other
 * in a circle come together (Tarjan, Depth-first search and linear graph algorithms, 1972; without recursion, a chain of references
 * is as long as it likes).
 *
 * <p>Resources are numbers from 0 on. Where nothing else is said the greatest comes first.
 */
final class ReferrersFirst {
    private static final int NONE = -1;

    /** Those of a quarter of a million Observations and more; they take 40 MB. */
    private static final int MOST = 5_000_000;

    private final int count;

    /** Of each resource the reference to it that was told last; of each reference the one to the same before it, and who makes it. */
    private final int[] lastTo;

    private int[] before = new int[16];
    private int[] referrer = new int[16];
    private int references;
    private boolean isTooMuch;

    ReferrersFirst(int count) {
        this.count = count;
        this.lastTo = new int[count];
        Arrays.fill(lastTo, NONE);
    }

    /** Takes groups. */
    @FunctionalInterface
    interface Groups {
        /** @param resources one; or some that must be deleted at once */
        void group(int[] resources) throws IOException;
    }

    /** A reference; to itself is none, and what was told just before is not told again: versions of one resource come together. */
    void refers(int from, int to) {
        if (from == to || lastTo[to] != NONE && referrer[lastTo[to]] == from) {
            return;
        }
        if (references == MOST) {
            isTooMuch = true;
            return;
        }
        if (references == before.length) {
            before = Arrays.copyOf(before, references * 2);
            referrer = Arrays.copyOf(referrer, references * 2);
        }
        before[references] = lastTo[to];
        referrer[references] = from;
        lastTo[to] = references++;
    }

    /** Whether there were more references than are kept: the order is none then. */
    boolean isTooMuch() {
        return isTooMuch;
    }

    /** All of them, each once. Done once. */
    void into(Groups groups) throws IOException {
        Walk walk = new Walk();
        for (int resource = count - 1; resource >= 0; resource--) {
            walk.from(resource, groups);
        }
    }

    /** From resources to their referrers; a group is complete when all that lead to it are. */
    private final class Walk {
        private final int[] seen = new int[count];
        private final int[] lowest = new int[count];
        private final int[] nextReference = lastTo.clone();
        private final int[] path = new int[count];
        private final int[] open = new int[count];
        private final BitSet isOpen = new BitSet(count);
        private int pathLength;
        private int opened;
        private int clock;

        void from(int start, Groups groups) throws IOException {
            if (seen[start] != 0) {
                return;
            }
            enter(start);
            while (pathLength > 0) {
                int here = path[pathLength - 1];
                int reference = nextReference[here];
                if (reference == NONE) {
                    leave(here, groups);
                    continue;
                }
                nextReference[here] = before[reference];
                int next = referrer[reference];
                if (seen[next] == 0) {
                    enter(next);
                } else if (isOpen.get(next)) {
                    lowest[here] = Math.min(lowest[here], seen[next]);
                }
            }
        }

        private void enter(int resource) {
            seen[resource] = ++clock;
            lowest[resource] = clock;
            path[pathLength++] = resource;
            open[opened++] = resource;
            isOpen.set(resource);
        }

        private void leave(int resource, Groups groups) throws IOException {
            pathLength--;
            if (pathLength > 0) {
                int from = path[pathLength - 1];
                lowest[from] = Math.min(lowest[from], lowest[resource]);
            }
            if (lowest[resource] < seen[resource]) {
                return;
            }
            int end = opened;
            do {
                isOpen.clear(open[--opened]);
            } while (open[opened] != resource);
            groups.group(Arrays.copyOfRange(open, opened, end));
        }
    }
}
