package org.aliquot.server.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.aliquot.server.oracle.corpus.History;

/** Histories that nobody thought of; what fails is made as short as it gets before it is shown. */
class RandomHistoriesOracleTest {
    private static final AtomicInteger ROOMS = new AtomicInteger();

    @Property(tries = 25, seed = "3", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aHistoryLeavesTheSameRowsWhoeverWritesIt(@ForAll("histories") History history) {
        assertSame(history);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(OnlyInFull.class)
    void aThousandHistoriesLeaveTheSameRowsWhoeverWritesThem(@ForAll("histories") History history) {
        assertSame(history);
    }

    @Provide
    Arbitrary<History> histories() {
        return History.any();
    }

    private static void assertSame(History history) {
        TwoServers servers = TwoServers.running();
        String room = "r" + ROOMS.incrementAndGet() + "-";
        List<Object> differences = new ArrayList<>(servers.runOverlapped(history.in(room)));
        differences.addAll(servers.rowsThatDiffer(name -> name.contains("/" + room)));
        Findings.assertNone("a history", differences);
    }

    /** Half an hour is too long for every build. */
    static final class OnlyInFull implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Scale.asked() == Scale.FULL
                    ? SkipResult.doNotSkip()
                    : SkipResult.skip("needs -Daliquot.oracle=full");
        }
    }
}
