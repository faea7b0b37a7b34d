package org.aliquot.server.view.store;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.aliquot.server.tables.OwnTables;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Definitions by name: table {@code aliquot_view}, and those that come along, which nobody changes. */
public final class ViewStore {
    private static final OwnTables TABLES = new OwnTables("view", ViewStore.class, 3, "views");

    private final JdbcClient database;
    private final Map<String, String> shipped;
    private final Clock clock;

    /** @param shipped definitions by name, JSON */
    public ViewStore(DataSource database, Map<String, String> shipped, Clock clock) {
        TABLES.bringUpToDate(database);
        this.database = JdbcClient.create(database);
        this.shipped = new TreeMap<>(shipped);
        this.clock = clock;
    }

    /**
     * A definition.
     *
     * @param json as it was given
     */
    public record Stored(String name, String json) {}

    /** By name. */
    public List<Stored> all() {
        List<Stored> all = new ArrayList<>();
        shipped.forEach((name, json) -> all.add(new Stored(name, json)));
        database
                .sql("select name, definition from aliquot_view order by name")
                .query((row, number) -> new Stored(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .filter(stored -> !isShipped(stored.name()))
                .forEach(all::add);
        return all;
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(shipped.get(name))
                .or(() -> database.sql("select definition from aliquot_view where name = ?")
                        .param(name)
                        .query(String.class)
                        .optional());
    }

    /** Whether it comes along. */
    public boolean isShipped(String name) {
        return shipped.containsKey(name);
    }

    /** @return false where there was one of this name, which it takes the place of */
    public boolean put(String name, String json) {
        return database.sql("""
                        insert into aliquot_view (name, definition, changed) values (?, ?, ?)
                        on conflict (name) do update set definition = excluded.definition, changed = excluded.changed
                        returning xmax = 0""")
                .params(name, json, Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    /** @return false where there was none */
    public boolean remove(String name) {
        return database.sql("delete from aliquot_view where name = ?")
                        .param(name)
                        .update()
                > 0;
    }
}
