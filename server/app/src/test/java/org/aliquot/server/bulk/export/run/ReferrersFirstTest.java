package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferrersFirstTest {
    private static List<int[]> groups(ReferrersFirst order) throws IOException {
        List<int[]> groups = new ArrayList<>();
        order.into(groups::add);
        return groups;
    }

    @Test
    void whatNobodyRefersToComesFromTheGreatestDown() throws IOException {
        assertThat(groups(new ReferrersFirst(3))).containsExactly(new int[] {2}, new int[] {1}, new int[] {0});
    }

    @Test
    void whoRefersComesBeforeWhomItRefersToWhateverTheirNumbers() throws IOException {
        ReferrersFirst order = new ReferrersFirst(3);
        order.refers(0, 1);
        order.refers(1, 2);
        order.refers(2, 2);
        assertThat(groups(order)).containsExactly(new int[] {0}, new int[] {1}, new int[] {2});
    }

    @Test
    void aCircleComesTogetherBetweenWhoRefersToItAndWhomItRefersTo() throws IOException {
        ReferrersFirst order = new ReferrersFirst(5);
        order.refers(1, 2);
        order.refers(2, 3);
        order.refers(3, 1);
        order.refers(0, 2);
        order.refers(3, 4);
        List<int[]> groups = groups(order);
        assertThat(groups).hasSize(3);
        assertThat(groups.get(0)).containsExactly(0);
        assertThat(groups.get(1)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(groups.get(2)).containsExactly(4);
    }

    @Test
    void aChainIsAsLongAsItLikes() throws IOException {
        int length = 200_000;
        ReferrersFirst order = new ReferrersFirst(length);
        for (int i = 1; i < length; i++) {
            order.refers(i - 1, i);
        }
        assertThat(groups(order).stream().flatMapToInt(Arrays::stream))
                .containsExactly(IntStream.range(0, length).boxed().toArray(Integer[]::new));
    }

    @Test
    void versionsThatReferAlikeAreKeptOnce() {
        ReferrersFirst order = new ReferrersFirst(1_001);
        for (int version = 0; version < 10_000; version++) {
            for (int to = 1; to <= 1_000; to++) {
                order.refers(0, to);
            }
        }
        assertThat(order.isTooMuch()).isFalse();
    }

    @Test
    void moreReferencesThanAreKeptAreTold() {
        int many = 2_500;
        ReferrersFirst order = new ReferrersFirst(many);
        for (int from = 0; from < many; from++) {
            for (int to = 0; to < many; to++) {
                order.refers(from, to);
            }
        }
        assertThat(order.isTooMuch()).isTrue();
    }

    @Test
    void ofAnyReferencesEachComesOnceAndNoneBeforeItsReferrers() throws IOException {
        Random random = new Random(5);
        for (int run = 0; run < 300; run++) {
            int count = 1 + random.nextInt(30);
            int[][] references = new int[random.nextInt(2 * count)][];
            ReferrersFirst order = new ReferrersFirst(count);
            for (int i = 0; i < references.length; i++) {
                references[i] = new int[] {random.nextInt(count), random.nextInt(count)};
                order.refers(references[i][0], references[i][1]);
            }
            List<int[]> groups = groups(order);
            int[] place = new int[count];
            Arrays.fill(place, -1);
            for (int i = 0; i < groups.size(); i++) {
                for (int one : groups.get(i)) {
                    assertThat(place[one]).isEqualTo(-1);
                    place[one] = i;
                }
            }
            assertThat(place).doesNotContain(-1);
            assertThat(List.of(references))
                    .allSatisfy(one -> assertThat(place[one[0]]).isLessThanOrEqualTo(place[one[1]]));
            // A circle is no greater than it is: without references back there is none.
            if (Arrays.stream(references).allMatch(one -> one[0] >= one[1])) {
                assertThat(groups).hasSize(count);
            }
        }
    }
}
