package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan took away from HAPI's schema, as it stood in this database: the way back, options set by an administrator
 * included. A table, there only while something is away.
 */
final class StockRecord {
    private static final String TABLE = "aliquot_stock_object";

    private final Connection connection;

    StockRecord(Connection connection) {
        this.connection = connection;
    }

    Map<String, StockObject> read() throws SQLException {
        Map<String, StockObject> objects = new HashMap<>();
        if (!exists()) {
            return objects;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select kind, table_name, name, definition from " + TABLE)) {
            while (row.next()) {
                objects.put(
                        row.getString(3),
                        new StockObject(
                                StockObject.Kind.valueOf(row.getString(1)),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)));
            }
        }
        return objects;
    }

    /** Durable before the object goes. */
    void add(StockObject object) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists " + TABLE + " (name text primary key, kind text not null,"
                    + " table_name text not null, definition text not null)");
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into " + TABLE
                + " (name, kind, table_name, definition) values (?, ?, ?, ?) on conflict (name) do update set"
                + " kind = excluded.kind, table_name = excluded.table_name, definition = excluded.definition")) {
            insert.setString(1, object.name());
            insert.setString(2, object.kind().name());
            insert.setString(3, object.table());
            insert.setString(4, object.definition());
            insert.executeUpdate();
        }
    }

    /** These are back. */
    void forget(List<String> names) throws SQLException {
        if (!exists()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("delete from " + TABLE + " where name = any (?)")) {
            delete.setArray(1, connection.createArrayOf("text", names.toArray()));
            delete.executeUpdate();
        }
        if (read().isEmpty()) {
            clear();
        }
    }

    /** Nothing is away any more. */
    void clear() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists " + TABLE);
        }
    }

    private boolean exists() throws SQLException {
        return Tables.exists(connection, TABLE);
    }
}
