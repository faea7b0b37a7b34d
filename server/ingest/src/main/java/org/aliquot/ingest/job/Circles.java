package org.aliquot.ingest.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.job.ledger.HeldLines.Waiting;

/** Held lines that wait for each other: they can only be stored in one batch. */
final class Circles {
    private final List<Waiting> lines;
    private final int[] parent;

    private Circles(List<Waiting> lines) {
        this.lines = lines;
        this.parent = new int[lines.size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
    }

    /** Lines connected by what they wait for, or by being of one id; groups of two and more, each in order. */
    static List<List<Waiting>> among(List<Waiting> lines) {
        Circles circles = new Circles(lines);
        circles.join();
        return circles.groups();
    }

    private void join() {
        Map<String, Integer> byReference = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Integer earlier = byReference.putIfAbsent(lines.get(i).reference(), i);
            if (earlier != null && lines.get(i).reference().contains("/")) {
                union(earlier, i);
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            for (String target : lines.get(i).missing()) {
                Integer other = byReference.get(target);
                if (other != null) {
                    union(other, i);
                }
            }
        }
    }

    private List<List<Waiting>> groups() {
        Map<Integer, List<Waiting>> groups = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            groups.computeIfAbsent(root(i), root -> new ArrayList<>()).add(lines.get(i));
        }
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }

    private void union(int a, int b) {
        parent[root(a)] = root(b);
    }

    private int root(int i) {
        int root = i;
        while (parent[root] != root) {
            // Halves the path, so that the next search is short.
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }
}
