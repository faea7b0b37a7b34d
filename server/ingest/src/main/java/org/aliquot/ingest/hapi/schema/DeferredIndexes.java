package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Indexes left out during an initial load and built at its end: one sorted pass over a table costs less than a million
 * small insertions.
 *
 * <p>Only into an empty database, because searches read whole tables meanwhile. What the load itself needs stays: all
 * that is unique, and what finds the rows of one resource, since a line of the load may update an earlier one.
 *
 * <p>A crash in between is noted in the database: the load's advisory lock ends with its session, and the next start (or
 * {@code aliquot indexes apply}) builds what is missing. While the lock is held, both leave the indexes alone.
 */
public final class DeferredIndexes implements AutoCloseable {
    /** What a server brings along itself (profiles, terminology) is far below; more is somebody's data. */
    private static final int STILL_EMPTY = 2_000;

    private static final String NOTE = "aliquot_deferred_indexes";

    // PostgreSQL, appendix A: lock not available, deadlock.
    private static final Set<String> BUSY = Set.of("55P03", "40P01");

    private static final String QUERY_CANCELED = "57014";

    private static final Duration STOP_PAUSE = Duration.ofMillis(50);
    private static final int STOP_TRIES = 200;

    private final Connection holder;
    private final SchemaLock lock;
    private final DataSource dataSource;

    /** Of the build. */
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();

    private volatile boolean isStopped;

    private DeferredIndexes(Connection holder, SchemaLock lock, DataSource dataSource) {
        this.holder = holder;
        this.lock = lock;
        this.dataSource = dataSource;
    }

    /**
     * Drops the plan's secondary indexes, if nothing is stored yet.
     *
     * @return empty where something is stored, or another load is under way: then indexes stay live
     */
    public static Optional<DeferredIndexes> begin(DataSource dataSource) throws SQLException {
        Connection holder = dataSource.getConnection();
        SchemaLock load = null;
        boolean dropped = false;
        try {
            // First without the lock: somebody may change the schema for hours, and most databases are not empty.
            if (isEmpty(holder)) {
                try (SchemaLock schema = SchemaLock.tryTake(holder)) {
                    load = schema != null && isEmpty(holder) ? SchemaLock.tryLoad(holder) : null;
                    dropped = load != null && drop(holder, deferrable(holder));
                }
            }
            return dropped ? Optional.of(new DeferredIndexes(holder, load, dataSource)) : Optional.empty();
        } finally {
            if (!dropped) {
                // Returned to a pool, the session would keep its lock.
                release(holder, load);
            }
        }
    }

    private static void release(Connection holder, @Nullable SchemaLock load) throws SQLException {
        try (holder) {
            if (load != null) {
                load.close();
            }
        }
    }

    /**
     * Builds all indexes of the plan and gathers statistics; returns once searches are as fast as they will be. Writers
     * of the tables wait meanwhile. May be called again after a failure, but not after {@link #stop}.
     *
     * @param workers indexes built at the same time, each in PostgreSQL's own {@code maintenance_work_mem}
     * @param progress told about each index before it is built, from several threads
     */
    public void build(IndexPlan plan, int workers, Consumer<String> progress) throws SQLException {
        // By connections of its own: the holder's session may have ended with its database server.
        try (Connection connection = dataSource.getConnection();
                SchemaLock schema = SchemaLock.take(connection)) {
            List<String> built = new ArrayList<>();
            List<Work> creations = new ArrayList<>();
            for (Step step : new PlanMigration(connection, said -> {}).missing(plan)) {
                if (step instanceof Step.DropInvalidIndex drop) {
                    execute(connection, "drop index if exists " + drop.name());
                } else if (step instanceof Step.CreateIndex index) {
                    built.add(index.name());
                    creations.add(worker -> {
                        progress.accept(index.describe());
                        run(worker, index.sql(false));
                    });
                }
            }
            inParallel(creations, workers);
            // Sets the visibility map too: without it an index alone answers nothing.
            inParallel(
                    PlanTables.names().stream()
                            .map(table -> (Work) worker -> run(worker, "vacuum (analyze) " + table))
                            .toList(),
                    workers);
            new StockRecord(connection).forget(built);
            forget(connection);
        }
    }

    /** Has a build fail that runs, whatever statement it is at; from any thread. The next start builds what is missing. */
    public void stop() {
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

    /** Ends the hold. Without {@link #build} the note stays, and the next start builds. */
    @Override
    public void close() {
        try {
            release(holder, lock);
        } catch (SQLException ended) {
            // So has the hold: it lasts as long as the session.
        }
    }

    /** Whether a load is under way whose indexes come at its end. */
    static boolean isLoading(Connection connection) throws SQLException {
        if (!Tables.exists(connection, NOTE)) {
            return false;
        }
        SchemaLock probe = SchemaLock.tryLoad(connection);
        if (probe == null) {
            return true;
        }
        probe.close();
        return false;
    }

    static void forget(Connection connection) throws SQLException {
        execute(connection, "drop table if exists " + NOTE);
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select count(*) from (select from hfj_resource limit ?) first")) {
            query.setInt(1, STILL_EMPTY);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1) < STILL_EMPTY;
            }
        }
    }

    // Only what a plan can bring back: an administrator's own index stays.
    private static List<Catalog.Index> deferrable(Connection connection) throws SQLException {
        Set<String> planned =
                IndexPlan.LAB.rules().stream().map(rule -> rule.stock().name()).collect(Collectors.toSet());
        return Catalog.read(connection, PlanTables.names()).indexes().values().stream()
                .filter(index -> index.name().startsWith(OwnIndex.PREFIX) || planned.contains(index.name()))
                .filter(index -> !index.unique() && !findsRowsOfOneResource(index))
                .toList();
    }

    private static boolean findsRowsOfOneResource(Catalog.Index index) {
        return index.definition().startsWith("btree (res_id")
                || index.definition().startsWith("btree (src_resource_id");
    }

    // Either all of it or nothing: a database without indexes and without the note would stay so. Where somebody reads
    // these tables, the load goes with its indexes: to wait for him would have everybody wait behind.
    private static boolean drop(Connection connection, List<Catalog.Index> indexes) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, "set local lock_timeout = '2s'");
            execute(connection, "create table if not exists " + NOTE + " (since timestamptz not null default now())");
            StockRecord record = new StockRecord(connection);
            for (Catalog.Index index : indexes) {
                if (!index.name().startsWith(OwnIndex.PREFIX)) {
                    record.add(
                            new StockObject(StockObject.Kind.INDEX, index.table(), index.name(), index.definition()));
                }
                execute(connection, "drop index " + index.name());
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (BUSY.contains(String.valueOf(e.getSQLState()))) {
                return false;
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
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
            execute(connection, "set client_connection_check_interval = '5s'");
            for (Work next = left.poll(); next != null; next = left.poll()) {
                next.run(connection);
            }
            execute(connection, "reset client_connection_check_interval");
            return null;
        } catch (SQLException e) {
            left.clear();
            return e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Something to do on a connection. */
    private interface Work {
        void run(Connection connection) throws SQLException;
    }
}
