package org.aliquot.server.view.table;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.server.bulk.Settled;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.Stop;
import org.aliquot.server.bulk.feed.Change;
import org.aliquot.server.bulk.feed.ChangeFeed;
import org.aliquot.server.bulk.feed.FeedCursor;
import org.aliquot.server.settings.ViewProperties;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.server.view.table.TableStates.State;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.sink.CsvRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the tables that the settings name. Goes round: makes what is missing or was made by another definition, then changes all of
 * them with what the feed tells. One server of a cluster at a time.
 *
 * <p>Whatever fails is tried again in the next round: a change that was written twice leaves the same rows.
 */
public final class ViewTables implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ViewTables.class);

    /** "aliqtabl", as a number that nobody else uses. */
    private static final long LOCK = 0x616C69717461626CL;

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final int CHANGES_AT_ONCE = 2_000;

    private final DataSource dataSource;
    private final ViewStore views;
    private final ExportRun resources;
    private final ChangeFeed feed;
    private final ViewProperties settings;
    private volatile Optional<Thread> thread = Optional.empty();

    public ViewTables(
            DataSource dataSource, ViewStore views, ExportRun resources, ChangeFeed feed, ViewProperties settings) {
        this.dataSource = dataSource;
        this.views = views;
        this.resources = resources;
        this.feed = feed;
        this.settings = settings;
    }

    @Override
    public void start() {
        Thread started = new Thread(this::goRound, "view-tables");
        started.setDaemon(true);
        thread = Optional.of(started);
        started.start();
    }

    @Override
    public void stop() {
        Optional<Thread> running = thread;
        thread = Optional.empty();
        running.ifPresent(Thread::interrupt);
        try {
            if (running.isPresent()) {
                running.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isPresent();
    }

    private void goRound() {
        try {
            // Once at least: tables that were kept before may have to go.
            boolean isDone = round();
            while (isRunning() && !(isDone && settings.tables().isEmpty())) {
                Thread.sleep((isDone ? PAUSE : PAUSE_AFTER_TROUBLE).toMillis());
                isDone = round();
            }
        } catch (InterruptedException stopped) {
            LOG.debug("tables of views are kept no longer");
        }
    }

    /** @return false where it failed */
    private boolean round() throws InterruptedException {
        try (Connection lock = dataSource.getConnection()) {
            if (!isOurs(lock)) {
                return true;
            }
            try {
                round(lock);
                return true;
            } finally {
                release(lock);
            }
        } catch (SQLException | IOException | InvalidViewException | RuntimeException e) {
            if (isRunning()) {
                LOG.warn("tables of views are not up to date, trying again: {}", e.getMessage());
            }
            return false;
        }
    }

    private void round(Connection connection)
            throws SQLException, IOException, InvalidViewException, InterruptedException {
        Map<String, State> states = TableStates.all(connection);
        for (String name : states.keySet()) {
            if (!settings.tables().contains(name)) {
                Transaction.<Void, SQLException>on(connection, whole -> {
                    ViewTable.drop(whole, settings.schema(), name);
                    TableStates.remove(whole, name);
                    return null;
                });
            }
        }
        List<ViewTable> tables = new ArrayList<>();
        Map<String, FeedCursor> places = new HashMap<>();
        for (String name : settings.tables()) {
            Optional<ViewTable> table = table(name);
            if (table.isPresent()) {
                State state = states.get(name);
                boolean isThere =
                        state != null && state.definition().equals(table.get().fingerprint());
                tables.add(table.get());
                places.put(
                        name,
                        isThere
                                ? FeedCursor.of(state.place()).orElse(FeedCursor.START)
                                : make(table.get(), connection));
            }
        }
        if (!tables.isEmpty()) {
            change(tables, places, connection);
        }
    }

    private Optional<ViewTable> table(String name) throws InvalidViewException {
        Optional<String> definition = views.find(name);
        if (definition.isEmpty()) {
            LOG.warn("aliquot.views.tables: there is no view {}", name);
            return Optional.empty();
        }
        View view = View.of(definition.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return Optional.of(new ViewTable(settings.schema(), name, view, definition.get()));
    }

    private FeedCursor make(ViewTable table, Connection connection)
            throws SQLException, IOException, InterruptedException {
        long started = System.nanoTime();
        // What is changed from here on comes by the feed, in it already or not.
        FeedCursor place = feed.now();
        SortedSet<String> type = new TreeSet<>(List.of(table.view().resource()));
        Transaction.<Void, IOException>on(connection, whole -> {
            waitForNobody(whole);
            table.make(whole, settings.reader(), csv -> all(type, table, csv));
            TableStates.put(whole, table.name(), new State(table.fingerprint(), place.toString()));
            return null;
        });
        LOG.info(
                "table {}.{} is made, in {} s",
                settings.schema(),
                table.name(),
                (System.nanoTime() - started) / 1_000_000_000);
        return place;
    }

    private void all(SortedSet<String> type, ViewTable table, CsvRows csv) throws SQLException, IOException {
        try {
            resources.read(type, () -> (resource, line) -> append(table, resource, line, csv), new Stop());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server ends", e);
        }
    }

    private void change(List<ViewTable> tables, Map<String, FeedCursor> places, Connection connection)
            throws SQLException, IOException, InterruptedException {
        FeedCursor from = places.values().stream().min(FeedCursor.ORDER).orElseThrow();
        SortedSet<String> types = new TreeSet<>();
        tables.forEach(table -> types.add(table.view().resource()));
        ChangeFeed.Page page = feed.after(from, types, CHANGES_AT_ONCE, Duration.ZERO);
        Map<String, SortedSet<Long>> changed = new TreeMap<>();
        for (Change change : page.changes()) {
            changed.computeIfAbsent(change.type(), type -> new TreeSet<>())
                    .add(change.cursor().resource());
        }
        if (changed.isEmpty()) {
            return;
        }
        for (ViewTable table : tables) {
            SortedSet<Long> resourcesOfTable = changed.getOrDefault(table.view().resource(), new TreeSet<>());
            Transaction.<Void, IOException>on(connection, whole -> {
                waitForNobody(whole);
                if (!resourcesOfTable.isEmpty()) {
                    table.change(
                            whole,
                            resourcesOfTable,
                            csv -> resources.read(
                                    resourcesOfTable, (resource, line) -> append(table, resource, line, csv)));
                }
                TableStates.put(
                        whole,
                        table.name(),
                        new State(table.fingerprint(), page.next().toString()));
                return null;
            });
        }
    }

    /** A resource that cannot be rows has none, and the log says so; the others are not to wait for it. */
    private static void append(ViewTable table, long resource, JsonLine line, CsvRows csv) throws IOException {
        List<Object[]> rows = new ArrayList<>();
        try {
            table.view().run(Arrays.copyOf(line.bytes(), line.size()), row -> rows.add(table.row(resource, row)));
        } catch (ViewRunException e) {
            LOG.warn("table {}: {}", table.name(), e.getMessage());
            return;
        }
        synchronized (csv) {
            for (Object[] row : rows) {
                csv.row(row);
            }
        }
    }

    /** What is written here are no resources: who waits for those that are being written need not wait for this. */
    private static void waitForNobody(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local application_name = '" + Settled.READER + "'");
            statement.execute("set local statement_timeout = 0");
        }
    }

    private static boolean isOurs(Connection connection) throws SQLException {
        return asked(connection, "select pg_try_advisory_lock(?)");
    }

    private static void release(Connection connection) throws SQLException {
        asked(connection, "select pg_advisory_unlock(?)");
    }

    private static boolean asked(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
