package org.aliquot.server.oracle.image;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One database, read in pieces: the rows of some resources, or the tables that belong to no resource.
 *
 * <p>The names are those at the time of construction. Nothing may be written meanwhile.
 */
final class DatabaseImage implements AutoCloseable {
    private final Connection connection;
    private final List<TableLayout> tables;
    private final Names names;
    private final Map<String, Long> numbers = new LinkedHashMap<>();

    /** {@code alias} gives a resource whose id the server chose a name that both sides share. */
    DatabaseImage(DataSource database, UnaryOperator<String> alias) throws SQLException {
        this.connection = database.getConnection();
        this.tables = TableLayout.in(connection);
        this.names = Names.in(connection, alias);
        names.resources().forEach((number, name) -> numbers.put(name, Long.valueOf(number)));
    }

    /** Every resource, deleted ones included, in the order of creation. */
    List<String> resources() {
        return List.copyOf(numbers.keySet());
    }

    List<String> tableNames() {
        return tables.stream().map(TableLayout::name).toList();
    }

    /** The columns of each table, with their tables. */
    List<String> columnNames() {
        return tables.stream()
                .flatMap(table -> table.columns().stream().map(column -> table.name() + "." + column))
                .toList();
    }

    /** The rows of these resources: by resource, then by table. */
    Map<String, Map<String, List<Row>>> rowsOf(Collection<String> resources) throws SQLException {
        Long[] wanted = resources.stream()
                .map(numbers::get)
                .filter(number -> number != null)
                .toArray(Long[]::new);
        Map<String, String> versions = names.versions(connection, wanted);
        Map<String, Map<String, List<Row>>> found = new HashMap<>();
        for (TableLayout table : tables) {
            if (table.owner().isEmpty()) {
                continue;
            }
            String owner = table.owner().get();
            try (PreparedStatement query =
                    connection.prepareStatement("select * from " + table.name() + " where " + owner + " = any(?)")) {
                query.setArray(1, connection.createArrayOf("bigint", wanted));
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.computeIfAbsent(nameOf(rows.getString(owner)), name -> new TreeMap<>())
                                .computeIfAbsent(table.name(), name -> new ArrayList<>())
                                .add(row(table, rows, versions));
                    }
                }
            }
        }
        found.values().forEach(DatabaseImage::placeMoments);
        return found;
    }

    /** The rows that belong to no resource: by table. */
    Map<String, List<Row>> otherRows() throws SQLException {
        Map<String, List<Row>> found = new TreeMap<>();
        for (TableLayout table : tables) {
            if (table.owner().isPresent()) {
                continue;
            }
            try (PreparedStatement query = connection.prepareStatement("select * from " + table.name());
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.computeIfAbsent(table.name(), name -> new ArrayList<>())
                            .add(row(table, rows, Map.of()));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Row row(TableLayout table, ResultSet row, Map<String, String> versions) throws SQLException {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String column : table.columns()) {
            if (table.isCompared(column)) {
                String value = text(row, column);
                values.put(
                        column,
                        value == null
                                ? null
                                : switch (ColumnKind.of(column)) {
                                    case RESOURCE -> nameOf(value);
                                    case VERSION -> versions.getOrDefault(value, "no such version");
                                    case RESOURCE_TYPE -> names.types().getOrDefault(value, "no such type");
                                    case TAG -> names.tags().getOrDefault(value, "no such tag");
                                    case TOUCHED -> "set";
                                    case VALUE, MOMENT, SURROGATE -> value;
                                });
            }
        }
        if (table.name().equals("hfj_resource")) {
            // The names have it already, and of an id that the server chose each side has its own.
            values.remove("fhir_id");
        }
        return new Row(values);
    }

    /** The driver writes a double in one of two ways, by how often it ran the query. */
    private static @Nullable String text(ResultSet row, String column) throws SQLException {
        Object value = row.getObject(column);
        return value instanceof Double number ? number.toString() : row.getString(column);
    }

    private String nameOf(String number) {
        return names.resources().getOrDefault(number, "no such resource");
    }

    /** Says each moment by its place among the resource's moments, so that what was equal or later stays so. */
    private static void placeMoments(Map<String, List<Row>> tables) {
        TreeSet<String> moments = new TreeSet<>();
        tables.values().forEach(rows -> rows.forEach(row -> moments.addAll(row.moments())));
        Map<String, String> places = new HashMap<>();
        for (String moment : moments) {
            // HAPI's clock has milliseconds: one of _lastUpdated's bounds would miss what is written finer.
            boolean finer = moment.matches(".*\\.\\d{4,}");
            places.put(moment, "moment " + (places.size() + 1) + (finer ? ", finer than a millisecond" : ""));
        }
        tables.replaceAll((table, rows) ->
                rows.stream().map(row -> row.withMoments(places::get)).toList());
    }
}
