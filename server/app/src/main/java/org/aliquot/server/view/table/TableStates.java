package org.aliquot.server.view.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** How far tables are: table {@code aliquot_view_table}. Written in the transactions of their rows. */
final class TableStates {
    private TableStates() {}

    /**
     * @param definition the fingerprint of the view that it was made by
     * @param place in the feed, up to which changes are in it
     */
    record State(String definition, String place) {}

    static Map<String, State> all(Connection connection) throws SQLException {
        Map<String, State> states = new TreeMap<>();
        try (PreparedStatement query =
                        connection.prepareStatement("select name, definition, place from aliquot_view_table");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                states.put(row.getString(1), new State(row.getString(2), row.getString(3)));
            }
        }
        return states;
    }

    static void put(Connection connection, String name, State state) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into aliquot_view_table (name, definition, place, refreshed) values (?, ?, ?, now())
                on conflict (name) do update
                set definition = excluded.definition, place = excluded.place, refreshed = excluded.refreshed""")) {
            insert.setString(1, name);
            insert.setString(2, state.definition());
            insert.setString(3, state.place());
            insert.executeUpdate();
        }
    }

    static void remove(Connection connection, String name) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from aliquot_view_table where name = ?")) {
            delete.setString(1, name);
            delete.executeUpdate();
        }
    }
}
