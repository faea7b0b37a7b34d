package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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

    private final Connection holder;
    private final SchemaLock lock;
    private final DataSource dataSource;

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
            try (SchemaLock schema = SchemaLock.take(holder)) {
                load = isEmpty(holder) ? SchemaLock.tryLoad(holder) : null;
                if (load != null) {
                    drop(holder, deferrable(holder));
                    dropped = true;
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
     * of the tables wait meanwhile.
     *
     * @param workers indexes built at the same time
     * @param memory of each, as PostgreSQL's {@code maintenance_work_mem}: {@code 512MB}
     * @param progress told about each index before it is built, from several threads
     */
    public void build(IndexPlan plan, int workers, String memory, Consumer<String> progress) throws SQLException {
        List<Step.CreateIndex> missing = missing(plan);
        List<Callback> jobs = new ArrayList<>();
        for (Step.CreateIndex index : missing) {
            jobs.add(connection -> {
                progress.accept(index.describe());
                execute(connection, index.sql(false));
            });
        }
        inParallel(jobs, workers, memory);
        // Sets the visibility map too: without it an index alone answers nothing.
        inParallel(
                PlanTables.names().stream()
                        .map(table -> (Callback) connection -> execute(connection, "vacuum (analyze) " + table))
                        .toList(),
                workers,
                memory);
        try (Connection connection = dataSource.getConnection()) {
            forget(connection);
        }
    }

    // By a connection of its own: the holder's session may have ended with its database server.
    private List<Step.CreateIndex> missing(IndexPlan plan) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new PlanMigration(connection, step -> {})
                    .missing(plan).stream()
                            .filter(Step.CreateIndex.class::isInstance)
                            .map(Step.CreateIndex.class::cast)
                            .toList();
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

    private static List<Catalog.Index> deferrable(Connection connection) throws SQLException {
        return Catalog.read(connection, PlanTables.names()).indexes().values().stream()
                .filter(index -> !index.unique() && !findsRowsOfOneResource(index))
                .toList();
    }

    private static boolean findsRowsOfOneResource(Catalog.Index index) {
        return index.definition().startsWith("btree (res_id")
                || index.definition().startsWith("btree (src_resource_id");
    }

    // Either all of it or nothing: a database without indexes and without the note would stay so.
    private static void drop(Connection connection, List<Catalog.Index> indexes) throws SQLException {
        connection.setAutoCommit(false);
        try {
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
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void inParallel(List<Callback> jobs, int workers, String memory) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(workers, job -> {
            Thread thread = new Thread(job, "build-indexes");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Callback job : jobs) {
                running.add(threads.submit(() -> {
                    withMemory(memory, job);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while indexes are built; the next start builds the rest", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void withMemory(String memory, Callback job) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement set =
                    connection.prepareStatement("select set_config('maintenance_work_mem', ?, false)")) {
                set.setString(1, memory);
                set.execute();
            }
            try {
                job.run(connection);
            } finally {
                execute(connection, "reset maintenance_work_mem");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Something to do on a connection. */
    private interface Callback {
        void run(Connection connection) throws SQLException;
    }
}
