package org.aliquot.server.bulk.export.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aliquot.resource.parquet.Element;
import org.aliquot.resource.parquet.Layout;
import org.aliquot.resource.parquet.ResourceTable;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Resources told again from a Parquet file, by DuckDB: typed columns, then what had none. Of a number the tree has its digits as text
 * behind a {@code #}: 0.10 is not 0.1 here.
 */
final class ReadBack {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String NUMBER = "#";

    private ReadBack() {}

    /** @param elements of their type */
    static List<JsonNode> resources(Path file, List<Element> elements, Layout layout) throws SQLException {
        List<JsonNode> resources = new ArrayList<>();
        for (Map<String, Object> row : rows("select * from '" + file + "'")) {
            ObjectNode columns = layout == Layout.NESTED ? group(row, elements) : flat(row, "", elements);
            columns.put("resourceType", (String) row.get("resourceType"));
            String rest = (String) row.get(ResourceTable.REST);
            resources.add(rest == null ? columns : merged(columns, tree(rest)));
        }
        return resources;
    }

    static List<Map<String, Object>> rows(String sql) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("set TimeZone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnName(i), plain(result.getObject(i)));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    // While the connection is there.
    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        if (value instanceof DuckDBStruct struct) {
            Map<String, Object> parts = new LinkedHashMap<>();
            for (Map.Entry<String, Object> part : struct.getMap().entrySet()) {
                parts.put(part.getKey(), plain(part.getValue()));
            }
            return parts;
        }
        if (value instanceof Array array) {
            List<Object> items = new ArrayList<>();
            for (Object item : (Object[]) array.getArray()) {
                items.add(plain(item));
            }
            return items;
        }
        if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        return value;
    }

    private static ObjectNode group(Map<?, ?> columns, List<Element> elements) {
        ObjectNode object = NODES.objectNode();
        for (Element element : elements) {
            Object value = columns.get(element.name());
            if (value != null) {
                object.set(element.name(), value(value, element));
            }
        }
        return object;
    }

    private static ObjectNode flat(Map<String, Object> columns, String prefix, List<Element> elements) {
        ObjectNode object = NODES.objectNode();
        for (Element element : elements) {
            Object value = columns.get(prefix + element.name());
            if (element.kind() == Element.Kind.GROUP && !element.isList()) {
                ObjectNode parts = flat(columns, prefix + element.name() + "_", element.parts());
                if (!parts.isEmpty()) {
                    object.set(element.name(), parts);
                }
            } else if (value != null) {
                object.set(element.name(), element.isList() ? tree((String) value) : value(value, element));
            }
        }
        return object;
    }

    private static JsonNode value(@Nullable Object value, Element element) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof Map<?, ?> parts) {
            return group(parts, element.parts());
        }
        if (value instanceof List<?> items) {
            ArrayNode array = NODES.arrayNode();
            items.forEach(item -> array.add(value(item, element)));
            return array;
        }
        return switch (element.kind()) {
            case JSON -> tree((String) value);
            case DECIMAL, INTEGER, COUNT -> NODES.textNode(NUMBER + value);
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case BYTES -> NODES.textNode(Base64.getEncoder().encodeToString((byte[]) value));
            case TEXT, TIME -> NODES.textNode((String) value);
            case GROUP -> throw new IllegalStateException(element.name());
        };
    }

    private static JsonNode merged(JsonNode columns, JsonNode rest) {
        if (rest.isNull()) {
            return columns;
        }
        if (columns instanceof ObjectNode object && rest instanceof ObjectNode more) {
            more.properties()
                    .forEach(member -> object.set(
                            member.getKey(),
                            merged(
                                    Objects.requireNonNullElse(object.get(member.getKey()), NODES.nullNode()),
                                    member.getValue())));
            return object;
        }
        if (columns instanceof ArrayNode array && rest instanceof ArrayNode more) {
            for (int i = 0; i < more.size(); i++) {
                array.set(i, merged(array.get(i), more.get(i)));
            }
            return array;
        }
        return rest;
    }

    /** Any JSON, numbers by their digits. */
    static JsonNode tree(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return tree(parser, parser.nextToken());
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private static JsonNode tree(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                    object.set(key, tree(parser, parser.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    array.add(tree(parser, item));
                }
                yield array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.textNode(NUMBER + parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
    }
}
