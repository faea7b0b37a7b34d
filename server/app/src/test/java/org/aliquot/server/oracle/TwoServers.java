package org.aliquot.server.oracle;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.image.Difference;
import org.aliquot.server.oracle.image.ImageComparison;
import org.aliquot.server.testsupport.TestServer;

/** Two servers of one JVM that are told the same: the oracle on the left, on the right who is to equal it. */
record TwoServers(Side left, Side right) {
    private static final String RIGHT = "aliquot.oracle.right";

    /** The two that all tests of this package share. They stop with the JVM. */
    static TwoServers running() {
        return Running.SERVERS;
    }

    /** The same two with the DAOs on both sides. */
    TwoServers daoOnBothSides() {
        return new TwoServers(
                left.through("DAO left", new LineByLineDao(left.server())),
                right.through("DAO right", new LineByLineDao(right.server())));
    }

    /** Does the steps on both sides, and says where the answers differ. */
    List<String> run(List<Step> steps) {
        List<String> differences = new ArrayList<>();
        for (Step step : steps) {
            CompletableFuture<List<String>> ofRight = CompletableFuture.supplyAsync(() -> right.run(step));
            List<String> ofLeft = left.run(step);
            for (int i = 0; i < ofLeft.size(); i++) {
                if (!ofLeft.get(i).equals(ofRight.join().get(i))) {
                    differences.add("answer\n      " + left.name() + ": " + ofLeft.get(i) + "\n      " + right.name()
                            + ": " + ofRight.join().get(i));
                }
            }
        }
        return differences;
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

    private static final class Running {
        static final TwoServers SERVERS = start();

        private static TwoServers start() {
            // One after the other: Hibernate Search reads jars in a way that two threads must not.
            TestServer left = TestServer.start();
            TestServer right = TestServer.start();
            boolean daos = System.getProperty(RIGHT, "dao").equals("dao");
            return new TwoServers(
                    new Side("DAO", left, new LineByLineDao(left)),
                    daos ? new Side("DAO again", right, new LineByLineDao(right)) : null);
        }
    }
}
