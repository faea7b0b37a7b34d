package org.aliquot.ingest.hapi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Orders nodes so that each comes after those it needs; nodes that need each other come together.
 *
 * <p>R. Tarjan, Depth-first search and linear graph algorithms, 1972, with a stack of its own: a chain of references may
 * be as long as a batch.
 */
final class StorageOrder {
    private static final int UNSEEN = -1;

    private final List<int[]> needs;
    private final int[] index;
    private final int[] low;
    private final int[] nextEdge;
    private final boolean[] isOpen;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final List<List<Integer>> groups = new ArrayList<>();
    private int seen;

    private StorageOrder(List<int[]> needs) {
        this.needs = needs;
        this.index = new int[needs.size()];
        this.low = new int[needs.size()];
        this.nextEdge = new int[needs.size()];
        this.isOpen = new boolean[needs.size()];
        Arrays.fill(index, UNSEEN);
    }

    /**
     * Groups in an order in which they can be stored.
     *
     * @param needs for each node the nodes it needs
     * @return groups of nodes, in each the numbers ascending; more than one where they refer to each other in a circle
     */
    static List<List<Integer>> of(List<int[]> needs) {
        StorageOrder order = new StorageOrder(needs);
        for (int node = 0; node < needs.size(); node++) {
            if (order.index[node] == UNSEEN) {
                order.visit(node);
            }
        }
        return order.groups;
    }

    private void visit(int start) {
        Deque<Integer> path = new ArrayDeque<>();
        enter(start, path);
        while (!path.isEmpty()) {
            int node = path.peek();
            if (nextEdge[node] < needs.get(node).length) {
                int needed = needs.get(node)[nextEdge[node]++];
                if (index[needed] == UNSEEN) {
                    enter(needed, path);
                } else if (isOpen[needed]) {
                    low[node] = Math.min(low[node], index[needed]);
                }
            } else {
                leave(node, path);
            }
        }
    }

    private void enter(int node, Deque<Integer> path) {
        index[node] = seen;
        low[node] = seen;
        seen++;
        open.push(node);
        isOpen[node] = true;
        path.push(node);
    }

    private void leave(int node, Deque<Integer> path) {
        path.pop();
        if (!path.isEmpty()) {
            low[path.peek()] = Math.min(low[path.peek()], low[node]);
        }
        if (low[node] == index[node]) {
            List<Integer> group = new ArrayList<>();
            int member;
            do {
                member = open.pop();
                isOpen[member] = false;
                group.add(member);
            } while (member != node);
            Collections.sort(group);
            groups.add(group);
        }
    }
}
