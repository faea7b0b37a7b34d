package org.aliquot.server.view.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tables are ours, and how far they are: table {@code aliquot_view_table}. Written in the transactions of their rows. By schema,
 * for the settings may name another one.
 */
final class TableStates {
    private TableStates() {}

    /** Where a table is. */
    record Place(String schema, String name) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int bySchema = schema.compareTo(other.schema);
            return bySchema == 0 ? name.compareTo(other.name) : bySchema;
        }
    }

    /**
     * @param definition the fingerprint of the view that it was made by
     * @param place in the feed, up to which changes are in it
     */
    record State(String definition, String place) {}

    static Map<Place, State> all(Connection connection) throws SQLException {
        Map<Place, State> states = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "select in_schema, name, definition, place from aliquot_view_table");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                states.put(
                        new Place(row.getString(1), row.getString(2)), new State(row.getString(3), row.getString(4)));
            }
        }
        return states;
    }

    static boolean has(Connection connection, Place table) throws SQLException {
        return all(connection).containsKey(table);
    }

    static void put(Connection connection, Place table, State state) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into aliquot_view_table (in_schema, name, definition, place, refreshed) values (?, ?, ?, ?, now())
                on conflict (in_schema, name) do update
                set definition = excluded.definition, place = excluded.place, refreshed = excluded.refreshed""")) {
            insert.setString(1, table.schema());
            insert.setString(2, table.name());
            insert.setString(3, state.definition());
            insert.setString(4, state.place());
            insert.executeUpdate();
        }
    }

    static void remove(Connection connection, Place table) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from aliquot_view_table where in_schema = ? and name = ?")) {
            delete.setString(1, table.schema());
            delete.setString(2, table.name());
            delete.executeUpdate();
        }
    }
}
