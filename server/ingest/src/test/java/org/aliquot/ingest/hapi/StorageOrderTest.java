package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StorageOrderTest {
    @Example
    void eachComesAfterWhatItNeedsAndCirclesComeTogether() {
        List<int[]> needs = List.of(new int[] {1}, new int[] {2, 3}, new int[] {1}, new int[] {}, new int[] {});

        assertThat(StorageOrder.of(needs)).containsExactly(List.of(3), List.of(1, 2), List.of(0), List.of(4));
    }

    @Example
    void aChainAsLongAsABatchIsNoTrouble() {
        int length = 200_000;
        List<int[]> needs = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            needs.add(i + 1 < length ? new int[] {i + 1} : new int[0]);
        }

        assertThat(StorageOrder.of(needs)).hasSize(length).first().isEqualTo(List.of(length - 1));
    }

    @Property(tries = 200)
    void whatANodeNeedsIsInItsGroupOrInOneBefore(@ForAll @IntRange(max = 30) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        List<int[]> needs = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            needs.add(random.ints(random.nextInt(3), 0, nodes).toArray());
        }

        List<List<Integer>> groups = StorageOrder.of(needs);

        Map<Integer, Integer> groupOf = new HashMap<>();
        for (int g = 0; g < groups.size(); g++) {
            for (int node : groups.get(g)) {
                assertThat(groupOf.put(node, g)).isNull();
            }
        }
        assertThat(groupOf).hasSize(nodes);
        for (int i = 0; i < nodes; i++) {
            for (int needed : needs.get(i)) {
                assertThat(groupOf.get(needed)).isLessThanOrEqualTo(groupOf.get(i));
            }
        }
    }
}
