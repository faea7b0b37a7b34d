package org.aliquot.server.view.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.aliquot.ingest.database.DatabaseTrouble;
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
import org.aliquot.server.view.table.TableStates.Place;
import org.aliquot.server.view.table.TableStates.State;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the tables that the settings name. Goes round: makes one that is missing or was made by another definition, then changes all of
 * them with what the feed tells. Of a cluster one server does, until it ends.
 *
 * <p>What fails concerns its table alone, and is tried again: a change that was written twice leaves the same rows.
 */
public final class ViewTables implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ViewTables.class);

    /** "aliqtabl", as a number that nobody else uses. */
    private static final long LOCK = 0x616C69717461626CL;

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMinutes(1);

    /** Where all would be read again only to fail again, until somebody has mended something. */
    private static final Duration TRY_MUCH_LATER = Duration.ofMinutes(10);

    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);
    private static final int CHANGES_AT_ONCE = 2_000;

    private final DataSource dataSource;
    private final ViewStore views;
    private final ExportRun resources;
    private final ChangeFeed feed;
    private final ViewProperties settings;

    /** By name; this server's thread alone looks at them. */
    private final Map<String, Kept> kept = new TreeMap<>();

    private volatile Optional<Thread> thread = Optional.empty();
    private volatile Stop reading = new Stop();

    public ViewTables(
            DataSource dataSource, ViewStore views, ExportRun resources, ChangeFeed feed, ViewProperties settings) {
        this.dataSource = dataSource;
        this.views = views;
        this.resources = resources;
        this.feed = feed;
        this.settings = settings;
    }

    /** A table as far as it is known here. */
    private static final class Kept {
        private final ViewTable table;
        private Optional<FeedCursor> place = Optional.empty();
        private long notedAt = System.nanoTime();
        private long notBefore = System.nanoTime();

        Kept(ViewTable table) {
            this.table = table;
        }

        boolean isItsTurn() {
            return System.nanoTime() - notBefore >= 0;
        }

        void later(Duration pause) {
            notBefore = System.nanoTime() + pause.toNanos();
        }
    }

    @Override
    public void start() {
        reading = new Stop();
        Thread started = new Thread(this::keep, "view-tables");
        started.setDaemon(true);
        thread = Optional.of(started);
        started.start();
    }

    @Override
    public void stop() {
        Optional<Thread> running = thread;
        thread = Optional.empty();
        reading.ask();
        running.ifPresent(Thread::interrupt);
        try {
            if (running.isPresent()) {
                running.get().join(PAUSE_AFTER_TROUBLE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isPresent();
    }

    private void keep() {
        boolean isDone = false;
        while (isRunning() && !(isDone && settings.tables().isEmpty())) {
            try (Connection lock = dataSource.getConnection()) {
                if (asked(lock, "select pg_try_advisory_lock(?)")) {
                    try {
                        isDone = keepWith(lock);
                    } finally {
                        asked(lock, "select pg_advisory_unlock(?)");
                    }
                }
                Thread.sleep(PAUSE_AFTER_TROUBLE.toMillis());
            } catch (InterruptedException stopped) {
                return;
            } catch (Exception | StackOverflowError e) {
                kept.clear();
                if (!isRunning() || !rest(e)) {
                    return;
                }
            }
        }
    }

    private static boolean rest(Throwable trouble) {
        LOG.warn("tables of views are not up to date, trying again: {}", told(trouble));
        try {
            Thread.sleep(PAUSE_AFTER_TROUBLE.toMillis());
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    /** Without what PostgreSQL quotes of rows. */
    private static String told(Throwable trouble) {
        return trouble instanceof SQLException sql
                ? "SQL state " + sql.getSQLState()
                : trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
    }

    /** Returns once it is to stop, or where no table is wanted. */
    private boolean keepWith(Connection connection) throws SQLException, IOException, InterruptedException {
        Map<String, State> states = wanted(connection);
        while (isRunning() && !settings.tables().isEmpty()) {
            for (String name : settings.tables()) {
                look(name, states, connection);
            }
            if (!change(connection)) {
                Thread.sleep(PAUSE.toMillis());
            }
        }
        return true;
    }

    /** Those that are there of those that are wanted; others are dropped. */
    private Map<String, State> wanted(Connection connection) throws SQLException {
        Map<String, State> wanted = new TreeMap<>();
        for (Map.Entry<Place, State> known : TableStates.all(connection).entrySet()) {
            Place table = known.getKey().schema().isEmpty() ? located(known, connection) : known.getKey();
            if (table.schema().equals(settings.schema()) && settings.tables().contains(table.name())) {
                wanted.put(table.name(), known.getValue());
            } else if (!table.schema().isEmpty()) {
                forget(table, connection);
            }
        }
        return wanted;
    }

    /** One of an earlier version, which did not note the schema. What is elsewhere may be somebody's copy, and stays. */
    private Place located(Map.Entry<Place, State> known, Connection connection) throws SQLException {
        String name = known.getKey().name();
        boolean isHere = ViewTable.looksLikeOurs(connection, settings.schema(), name);
        Place here = new Place(isHere ? settings.schema() : "", name);
        Transaction.<Void, SQLException>on(connection, whole -> {
            TableStates.remove(whole, known.getKey());
            if (isHere) {
                TableStates.put(whole, here, known.getValue());
            }
            return null;
        });
        if (!isHere) {
            LOG.warn(
                    "table {} is not in the schema {}: where there is one in the schema that was set before, nobody"
                            + " changes it any more; drop it",
                    name,
                    settings.schema());
        }
        return here;
    }

    private void forget(Place table, Connection connection) throws SQLException {
        kept.remove(table.name());
        try {
            Transaction.<Void, SQLException>on(connection, whole -> {
                if (ViewTable.looksLikeOurs(whole, table.schema(), table.name())) {
                    ViewTable.drop(whole, table.schema(), table.name());
                }
                TableStates.remove(whole, table);
                return null;
            });
            LOG.info("table {}.{} is no longer kept", table.schema(), table.name());
        } catch (SQLException | TableInUseException e) {
            LOG.warn(
                    "table {}.{} is no longer kept, and cannot be dropped ({}): does something depend on it?",
                    table.schema(),
                    table.name(),
                    told(e));
        }
    }

    /** Has the table as its view is now. */
    private void look(String name, Map<String, State> states, Connection connection)
            throws SQLException, InterruptedException {
        Optional<String> definition = views.find(name);
        Kept known = kept.get(name);
        if (definition.isEmpty()) {
            if (states.remove(name) != null || known != null) {
                forget(new Place(settings.schema(), name), connection);
            }
            return;
        }
        try {
            if (known == null || !known.table.isOf(definition.get())) {
                View view = View.of(definition.get().getBytes(StandardCharsets.UTF_8));
                known = new Kept(new ViewTable(settings.schema(), name, view, definition.get()));
                kept.put(name, known);
            }
            if (known.place.isEmpty() && known.isItsTurn()) {
                known.place = Optional.of(placeOf(known.table, Optional.ofNullable(states.get(name)), connection));
                states.put(name, new State(known.table.fingerprint(), ""));
            }
        } catch (InvalidViewException | IOException | SQLException | RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e) || !isRunning()) {
                throw e instanceof SQLException sql ? sql : new SQLException(e);
            }
            Duration pause = e instanceof TableInUseException || DatabaseTrouble.isDataException(e)
                    ? TRY_MUCH_LATER
                    : TRY_AGAIN_AFTER;
            LOG.warn(
                    "table {}.{} cannot be made, trying again in {} min: {}",
                    settings.schema(),
                    name,
                    pause.toMinutes(),
                    told(e));
            if (known != null) {
                known.later(pause);
            }
        }
    }

    private FeedCursor placeOf(ViewTable table, Optional<State> state, Connection connection)
            throws SQLException, IOException, InterruptedException {
        if (state.isPresent() && state.get().definition().equals(table.fingerprint()) && table.isThere(connection)) {
            Optional<FeedCursor> place = FeedCursor.of(state.get().place());
            if (place.isPresent()) {
                return place.get();
            }
        }
        long started = System.nanoTime();
        // What is changed from here on comes by the feed, in it already or not.
        FeedCursor place = feed.now();
        SortedSet<String> type = new TreeSet<>(List.of(table.view().resource()));
        Transaction.<Void, IOException>on(connection, whole -> {
            waitForNobody(whole);
            table.make(whole, settings.reader(), TableStates.has(whole, table.place()), csv -> {
                try {
                    resources.read(type, () -> into(table, csv.share()), reading);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("the server ends", e);
                }
            });
            TableStates.put(whole, table.place(), new State(table.fingerprint(), place.toString()));
            return null;
        });
        LOG.info(
                "table {}.{} is made, in {} s",
                settings.schema(),
                table.name(),
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
        return place;
    }

    /** @return whether there is more to come at once */
    private boolean change(Connection connection) throws SQLException, InterruptedException {
        List<Kept> ready = kept.values().stream()
                .filter(table -> table.place.isPresent() && table.isItsTurn())
                .toList();
        if (ready.isEmpty()) {
            return false;
        }
        FeedCursor from = ready.stream()
                .map(table -> table.place.get())
                .min(FeedCursor.ORDER)
                .orElseThrow();
        SortedSet<String> types = new TreeSet<>();
        ready.forEach(table -> types.add(table.table.view().resource()));
        ChangeFeed.Page page = feed.after(from, types, CHANGES_AT_ONCE, Duration.ZERO);
        Map<String, SortedSet<Long>> changed = new HashMap<>();
        for (Change change : page.changes()) {
            changed.computeIfAbsent(change.type(), type -> new TreeSet<>())
                    .add(change.cursor().resource());
        }
        for (Kept table : ready) {
            if (FeedCursor.ORDER.compare(table.place.get(), page.next()) < 0) {
                change(
                        table,
                        changed.getOrDefault(table.table.view().resource(), new TreeSet<>()),
                        page.next(),
                        connection);
            }
        }
        return page.changes().size() == CHANGES_AT_ONCE;
    }

    private void change(Kept table, SortedSet<Long> changed, FeedCursor next, Connection connection)
            throws SQLException {
        try {
            if (!changed.isEmpty()) {
                changeSome(table.table, List.copyOf(changed), connection);
            }
            // Now and then where nothing concerns it: else the next start would look through everything since.
            if (!changed.isEmpty() || System.nanoTime() - table.notedAt > NOTE_EVERY.toNanos()) {
                Transaction.<Void, SQLException>on(connection, whole -> {
                    TableStates.put(whole, table.table.place(), new State(table.table.fingerprint(), next.toString()));
                    return null;
                });
                table.notedAt = System.nanoTime();
            }
            table.place = Optional.of(next);
        } catch (SQLException | IOException | RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e) || !isRunning()) {
                throw e instanceof SQLException sql ? sql : new SQLException(e);
            }
            LOG.warn("table {}.{} is behind, trying again: {}", settings.schema(), table.table.name(), told(e));
            if (table.table.isThere(connection)) {
                table.later(TRY_AGAIN_AFTER);
            } else {
                // Somebody dropped it: to be made anew.
                table.place = Optional.empty();
            }
        }
    }

    /** Those that PostgreSQL takes; one that it does not has no rows, and the log says so. */
    private void changeSome(ViewTable table, List<Long> changed, Connection connection)
            throws SQLException, IOException {
        try {
            write(table, changed, changed, connection);
        } catch (SQLException e) {
            if (!DatabaseTrouble.isDataException(e)) {
                throw e;
            }
            int half = changed.size() / 2;
            if (half == 0) {
                LOG.warn(
                        "table {}: the resource with RES_ID {} has a value that PostgreSQL does not take (SQL state {})",
                        table.name(),
                        changed.get(0),
                        e.getSQLState());
                write(table, changed, List.of(), connection);
                return;
            }
            changeSome(table, changed.subList(0, half), connection);
            changeSome(table, changed.subList(half, changed.size()), connection);
        }
    }

    private void write(ViewTable table, Collection<Long> out, Collection<Long> in, Connection connection)
            throws SQLException, IOException {
        Transaction.<Void, IOException>on(connection, whole -> {
            waitForNobody(whole);
            table.change(whole, out, csv -> {
                if (!in.isEmpty()) {
                    resources.read(in, into(table, csv.share()), reading);
                }
            });
            return null;
        });
    }

    /** A resource that cannot be rows has none, and the log says so; the others are not to wait for it. */
    private static ExportRun.Lines into(ViewTable table, RowSink csv) {
        return new ExportRun.Lines() {
            @Override
            public void line(long resource, JsonLine line) throws IOException {
                List<Object[]> rows = new ArrayList<>();
                try {
                    table.view()
                            .run(Arrays.copyOf(line.bytes(), line.size()), row -> rows.add(table.row(resource, row)));
                } catch (ViewRunException | TableValue.NoRowException e) {
                    LOG.warn("table {}: {}", table.name(), e.getMessage());
                    return;
                }
                for (Object[] row : rows) {
                    csv.row(row);
                }
            }

            @Override
            public void unreadable(String what) {
                LOG.warn("table {}: {}", table.name(), what);
            }
        };
    }

    /** What is written here are no resources: who waits for those that are being written need not wait for this. */
    private static void waitForNobody(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local application_name = '" + Settled.READER + "'");
            statement.execute("set local statement_timeout = 0");
        }
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
