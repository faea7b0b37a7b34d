package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds indexes several at a time, while nobody needs to write; can be stopped from any thread. */
final class IndexBuilds {
    // PostgreSQL, appendix A.
    private static final String QUERY_CANCELED = "57014";

    private static final Duration STOP_PAUSE = Duration.ofMillis(50);
    private static final int STOP_TRIES = 200;

    private final DataSource dataSource;
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopped;

    IndexBuilds(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Builds what is missing of a plan, if it is wanted.
     *
     * @param connection which holds the schema's lock
     * @param progress told about each index before it is built, from several threads
     */
    void build(Connection connection, IndexPlan plan, int workers, Consumer<String> progress, Predicate<Step> wanted)
            throws SQLException {
        List<String> built = new ArrayList<>();
        List<Work> creations = new ArrayList<>();
        List<Step.AddPrimaryKey> keys = new ArrayList<>();
        for (Step step : new PlanMigration(connection, said -> {}).missing(plan)) {
            if (step instanceof Step.DropInvalidIndex drop) {
                Statements.execute(connection, "drop index if exists " + drop.name());
            } else if (step instanceof Step.CreateIndex index && wanted.test(step)) {
                built.add(index.name());
                creations.add(worker -> {
                    progress.accept(index.describe());
                    run(worker, index.sql(false));
                });
            } else if (step instanceof Step.AddPrimaryKey key && wanted.test(step)) {
                keys.add(key);
                creations.add(worker -> {
                    progress.accept(key.describe());
                    run(worker, key.index(false));
                });
            }
        }
        inParallel(creations, workers);
        // Each wants its table for itself, so not beside a build.
        for (Step.AddPrimaryKey key : keys) {
            Statements.briefly(connection, key.key());
        }
        new StockRecord(connection).forget(built);
    }

    /** Gathers statistics, and sets the visibility map: without it an index alone answers nothing. */
    void vacuum(Collection<String> tables, int workers) throws SQLException {
        inParallel(
                tables.stream()
                        .map(table -> (Work) worker -> run(worker, "vacuum (analyze) " + table))
                        .toList(),
                workers);
    }

    /** Has what runs fail, whatever statement it is at, and everything after it. */
    void stop() {
        isStopped = true;
        try {
            // Again and again: the driver cancels nothing for a statement that is only about to be sent.
            for (int i = 0; i < STOP_TRIES && !running.isEmpty(); i++) {
                for (Statement statement : running) {
                    statement.cancel();
                }
                Thread.sleep(STOP_PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException away) {
            // Then what ran there ends with its connection.
        }
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            running.add(statement);
            try {
                if (isStopped) {
                    throw new SQLException("the build was stopped", QUERY_CANCELED);
                }
                statement.execute(sql);
            } finally {
                running.remove(statement);
            }
        }
    }

    /** Returns or throws once nothing of it runs any more. */
    private void inParallel(List<Work> all, int workers) throws SQLException {
        Queue<Work> left = new ConcurrentLinkedQueue<>(all);
        List<Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "build-indexes");
            thread.setDaemon(true);
            return thread;
        });
        try {
            // All before the first begins: writers that wait for an index hold the pool's other connections.
            for (int i = 0; i < Math.min(workers, all.size()); i++) {
                connections.add(dataSource.getConnection());
            }
            List<CompletableFuture<SQLException>> running = connections.stream()
                    .map(connection -> CompletableFuture.supplyAsync(() -> failureOf(left, connection), threads))
                    .toList();
            SQLException failure = null;
            for (CompletableFuture<SQLException> one : running) {
                SQLException another = one.join();
                failure = failure == null ? another : failure;
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            threads.shutdown();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static @Nullable SQLException failureOf(Queue<Work> left, Connection connection) {
        try {
            // A server process would go on building for a client that is gone.
            Statements.execute(connection, "set client_connection_check_interval = '5s'");
            for (Work next = left.poll(); next != null; next = left.poll()) {
                next.run(connection);
            }
            Statements.execute(connection, "reset client_connection_check_interval");
            return null;
        } catch (SQLException e) {
            left.clear();
            return e;
        }
    }

    /** Something to do on a connection. */
    private interface Work {
        void run(Connection connection) throws SQLException;
    }
}
