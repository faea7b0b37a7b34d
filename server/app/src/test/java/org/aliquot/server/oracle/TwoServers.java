package org.aliquot.server.oracle;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.aliquot.ingest.BulkStore;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.image.Difference;
import org.aliquot.server.oracle.image.ImageComparison;
import org.aliquot.server.oracle.search.Search;
import org.aliquot.server.oracle.search.SearchComparison;
import org.aliquot.server.oracle.search.SearchPlan;
import org.aliquot.server.testsupport.TestServer;

/** Two servers of one JVM that are told the same: the oracle on the left, on the right who is to equal it. */
record TwoServers(Side left, Side right) {
    private static final String DAO = "daoBulkStore";
    private static final String COPY = "copyBulkStore";

    /** No power cut is part of these tests, and the disk is what they would wait for most. */
    private static final Map<String, String> IN_A_HURRY =
            Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off");

    /** The two that all tests of this package share. They stop with the JVM. */
    static TwoServers running() {
        return Running.SERVERS;
    }

    /** Two others, for what is told one side alone; the caller stops them. */
    static TwoServers others() {
        return Running.start();
    }

    void stop() {
        left.server().close();
        right.server().close();
    }

    /** The same two with the DAOs on both sides. */
    TwoServers throughTheDaoTwice() {
        return new TwoServers(left.through("DAO", DAO), right.through("DAO again", DAO));
    }

    /** Does the steps on both sides, one after the other, and says where the answers differ. */
    List<String> run(List<Step> steps) {
        List<String> differences = new ArrayList<>();
        for (Step step : steps) {
            CompletableFuture<List<String>> ofRight = CompletableFuture.supplyAsync(() -> right.run(step));
            differences.addAll(unlike(left.run(step), ofRight.join()));
        }
        return differences;
    }

    /** As {@link #run}, but no batch waits for the one before it. */
    List<String> runOverlapped(List<Step> steps) {
        CompletableFuture<List<String>> ofRight = CompletableFuture.supplyAsync(() -> right.runOverlapped(steps));
        return unlike(left.runOverlapped(steps), ofRight.join());
    }

    private List<String> unlike(List<String> ofLeft, List<String> ofRight) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ofLeft.size(); i++) {
            if (!compared(ofLeft.get(i)).equals(compared(ofRight.get(i)))) {
                differences.add("answer\n      " + left.name() + ": " + ofLeft.get(i) + "\n      " + right.name() + ": "
                        + ofRight.get(i));
            }
        }
        return differences;
    }

    private static String compared(String answer) {
        int end = answer.indexOf(Side.UNCOMPARED);
        return end < 0 ? answer : answer.substring(0, end);
    }

    /** The rows that differ, of resources of these names. */
    List<Difference> rowsThatDiffer(Predicate<String> which) {
        try {
            return ImageComparison.ofResources(left.image(), right.image(), which);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows that differ, of everything there is. */
    List<Difference> rowsThatDiffer() {
        try {
            return ImageComparison.ofEverything(left.image(), right.image());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All searches that {@link SearchPlan} finds in what the left side holds, for some types. */
    List<Search> searches(int valuesOfEach, Predicate<String> types) {
        return SearchPlan.of(left.searched(), valuesOfEach, types);
    }

    /** The searches whose answers differ. */
    List<String> answersThatDiffer(List<Search> searches) {
        return new SearchComparison(left.searched(), right.searched()).differences(searches);
    }

    private static final class Running {
        static final TwoServers SERVERS = start();

        private static TwoServers start() {
            // One after the other: Hibernate Search reads jars in a way that two threads must not.
            TestServer left = TestServer.start(IN_A_HURRY).untilTheJvmEnds();
            TestServer right = TestServer.start(IN_A_HURRY).untilTheJvmEnds();
            String ofRight = System.getProperty("aliquot.oracle.right", COPY);
            return new TwoServers(
                    new Side("DAO", left, left.bean(DAO, BulkStore.class)),
                    new Side(ofRight.equals(COPY) ? "COPY" : "DAO again", right, right.bean(ofRight, BulkStore.class)));
        }
    }
}
