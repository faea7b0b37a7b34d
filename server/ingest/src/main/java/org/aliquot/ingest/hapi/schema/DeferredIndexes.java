package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Indexes left out during an initial load and built at its end: one sorted pass over a table costs less than a million
 * small insertions.
 *
 * <p>Only into an empty database, because searches read whole tables meanwhile. What finds and reads a resource stays: all
 * that is unique in the tables of resources and versions. The rest goes, the primary keys of search rows included: their
 * values come from sequences. Whoever is about to change a resource that is there has {@link #buildForUpdates} called.
 *
 * <p>A crash in between is noted in the database: the load's advisory lock ends with its session, and the next start (or
 * {@code aliquot indexes apply}) builds what is missing. While the lock is held, both leave the indexes alone.
 */
public final class DeferredIndexes implements AutoCloseable {
    /** What a server brings along itself (profiles, terminology) is far below; more is somebody's data. */
    private static final int STILL_EMPTY = 2_000;

    /** Tables of rows that others never name, beside those of search parameters. */
    private static final Set<String> ROWS_ON_THEIR_OWN = Set.of("hfj_res_link", "hfj_res_tag", "hfj_history_tag");

    private static final String NOTE = "aliquot_deferred_indexes";

    // PostgreSQL, appendix A: lock not available, deadlock.
    private static final Set<String> BUSY = Set.of("55P03", "40P01");

    private final Connection holder;
    private final SchemaLock lock;
    private final DataSource dataSource;

    private final IndexBuilds builds;

    private DeferredIndexes(Connection holder, SchemaLock lock, DataSource dataSource) {
        this.holder = holder;
        this.lock = lock;
        this.dataSource = dataSource;
        this.builds = new IndexBuilds(dataSource);
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
     * Builds all that is missing of the plan, vacuums and gathers statistics; returns once searches are as fast as they will
     * be. Writers of the tables wait meanwhile. May be called again after a failure, but not after {@link #stop}.
     *
     * @param workers indexes built at the same time, each in PostgreSQL's own {@code maintenance_work_mem}
     * @param progress told about each index before it is built, from several threads
     */
    public void build(IndexPlan plan, int workers, Consumer<String> progress) throws SQLException {
        // By connections of its own: the holder's session may have ended with its database server.
        try (Connection connection = dataSource.getConnection();
                SchemaLock schema = SchemaLock.take(connection)) {
            builds.build(connection, plan, workers, progress, step -> true);
            builds.vacuum(PlanTables.names(), workers);
            forget(connection);
        }
    }

    /**
     * Builds what finds and takes away the search rows of a single resource; the rest stays away. Without it each change of a
     * resource would read whole tables. As {@link #build} otherwise.
     */
    public void buildForUpdates(IndexPlan plan, int workers, Consumer<String> progress) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                SchemaLock schema = SchemaLock.take(connection)) {
            builds.build(connection, plan, workers, progress, DeferredIndexes::servesUpdates);
        }
    }

    private static boolean servesUpdates(Step step) {
        return step instanceof Step.AddPrimaryKey
                || step instanceof Step.CreateIndex index
                        && (index.definition().startsWith("btree (res_id")
                                || index.definition().startsWith("btree (src_resource_id"));
    }

    /** Has a build fail that runs, whatever statement it is at; from any thread. The next start builds what is missing. */
    public void stop() {
        builds.stop();
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

    /** Everything is there. */
    static void forget(Connection connection) throws SQLException {
        if (Tables.exists(connection, NOTE)) {
            for (String table : PlanTables.names()) {
                Statements.execute(connection, "alter table " + table + " reset (autovacuum_enabled)");
            }
            Statements.execute(connection, "drop table if exists " + NOTE);
        }
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

    /** Whether it is a primary key that nothing but changes of single rows asks for. */
    static boolean mayLeaveOut(StockObject unique) {
        return unique.name().endsWith("_pkey")
                && (unique.table().startsWith("hfj_spidx_") || ROWS_ON_THEIR_OWN.contains(unique.table()));
    }

    // Only what a plan can bring back: an administrator's own index stays.
    private static List<Catalog.Index> deferrable(Connection connection) throws SQLException {
        // Logical replication sends updates by primary key.
        boolean keysToo = !Tables.anyPublished(connection);
        Set<String> planned = IndexPlan.LAB.rules().stream()
                .map(Rule::stock)
                .filter(stock -> stock.kind() == StockObject.Kind.INDEX || keysToo && mayLeaveOut(stock))
                .map(StockObject::name)
                .collect(Collectors.toSet());
        return Catalog.read(connection, PlanTables.names()).indexes().values().stream()
                .filter(index ->
                        planned.contains(index.name()) || index.name().startsWith(OwnIndex.PREFIX) && !index.unique())
                .toList();
    }

    // Either all of it or nothing: a database without indexes and without the note would stay so. Where somebody reads
    // these tables, the load goes with its indexes: to wait for him would have everybody wait behind.
    private static boolean drop(Connection connection, List<Catalog.Index> indexes) throws SQLException {
        try {
            return Transaction.<Boolean, SQLException>on(connection, whole -> {
                dropInTransaction(whole, indexes);
                return true;
            });
        } catch (SQLException e) {
            if (BUSY.contains(String.valueOf(e.getSQLState()))) {
                return false;
            }
            throw e;
        }
    }

    private static void dropInTransaction(Connection connection, List<Catalog.Index> indexes) throws SQLException {
        Statements.execute(connection, "set local lock_timeout = '2s'");
        Statements.execute(
                connection, "create table if not exists " + NOTE + " (since timestamptz not null default now())");
        StockRecord record = new StockRecord(connection);
        for (Catalog.Index index : indexes) {
            if (index.unique()) {
                Statements.execute(connection, "alter table " + index.table() + " drop constraint " + index.name());
                continue;
            }
            if (!index.name().startsWith(OwnIndex.PREFIX)) {
                record.add(new StockObject(StockObject.Kind.INDEX, index.table(), index.name(), index.definition()));
            }
            Statements.execute(connection, "drop index " + index.name());
        }
        // Once at the end is enough, and to look again and again at tables that only grow is a tenth of the load.
        for (String table : PlanTables.names()) {
            Statements.execute(connection, "alter table " + table + " set (autovacuum_enabled = off)");
        }
    }
}
