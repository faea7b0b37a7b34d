package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.ingest.hapi.current.Chunk;

class PidsTest {
    private static final long MOST = 5_000_000_000L;

    private static Pids of(Set<Long> numbers) {
        Pids pids = new Pids();
        numbers.forEach(pids::add);
        return pids;
    }

    private static List<Long> all(Pids pids, int most) {
        List<Long> all = new ArrayList<>();
        pids.chunks(most).forEachRemaining(chunk -> {
            long[] some = ((Chunk.Ids) chunk).ids();
            assertThat(some.length).isBetween(1, most);
            for (long one : some) {
                all.add(one);
            }
        });
        return all;
    }

    @Property
    void areASetInOrder(
            @ForAll @Size(max = 60) Set<@LongRange(max = MOST) Long> numbers,
            @ForAll @Size(max = 60) Set<@LongRange(max = MOST) Long> others,
            @ForAll @IntRange(min = 1, max = 70) int most) {
        Pids pids = of(numbers);
        assertThat(all(pids, most)).containsExactlyElementsOf(new TreeSet<>(numbers));
        assertThat(pids.size()).isEqualTo(numbers.size());
        assertThat(numbers).allMatch(pids::contains);

        Set<Long> both = new TreeSet<>(numbers);
        both.retainAll(others);
        Pids kept = of(numbers);
        kept.retainAll(of(others));
        assertThat(all(kept, most)).containsExactlyElementsOf(both);

        Set<Long> either = new TreeSet<>(numbers);
        either.addAll(others);
        pids.addAll(of(others));
        assertThat(all(pids, most)).containsExactlyElementsOf(either);
    }
}
