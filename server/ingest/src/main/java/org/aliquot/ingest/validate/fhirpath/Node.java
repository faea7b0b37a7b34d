package org.aliquot.ingest.validate.fhirpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Schema;
import org.jspecify.annotations.Nullable;

/** An element of a resource: its JSON, its type, and of a primitive its extensions ({@code _name}). */
public final class Node {
    private final Schema schema;
    private final String typeName;
    private final @Nullable ElementType type;
    private final @Nullable JsonNode value;
    private final @Nullable JsonNode companion;

    private Node(
            Schema schema,
            String typeName,
            @Nullable ElementType type,
            @Nullable JsonNode value,
            @Nullable JsonNode companion) {
        this.schema = schema;
        this.typeName = typeName;
        this.type = type;
        this.value = value;
        this.companion = companion;
    }

    /** @param json has FHIR's structure */
    public static Node resource(Schema schema, JsonNode json) {
        String name = json.path("resourceType").asText();
        ElementType type =
                schema.resource(name).orElseThrow(() -> new IllegalArgumentException("no resource: " + name));
        return new Node(schema, name, type, json, null);
    }

    private static Node of(Schema schema, Field field, @Nullable JsonNode value, @Nullable JsonNode companion) {
        if (field.valueType().isPrimitive()) {
            return new Node(schema, field.fhirType(), null, value, companion);
        }
        String name = field.fhirType();
        return new Node(schema, name.equals("SimpleQuantity") ? "Quantity" : name, field.type(), value, null);
    }

    /** Such as {@code Quantity}. */
    public String typeName() {
        return typeName;
    }

    boolean isPrimitive() {
        return type == null;
    }

    /** A primitive that has a value, not extensions alone. */
    boolean hasValue() {
        return type == null && value != null;
    }

    /** Null where there is none. */
    public @Nullable JsonNode json() {
        return value;
    }

    /** Of a primitive: a string, number or truth value; null where it has none. */
    @Nullable
    Object primitive() {
        if (value == null || type != null) {
            return null;
        }
        if (value.isNumber()) {
            return value.decimalValue();
        }
        return value.isBoolean() ? (Object) value.booleanValue() : value.textValue();
    }

    /** The children of one name, as expressions name them: {@code value} for {@code valueQuantity}. */
    public List<Node> children(String name) {
        return items(name).stream().map(Node.class::cast).toList();
    }

    /** The same, as expressions have them. */
    List<Object> items(String name) {
        if (type == null) {
            return ofPrimitive(name);
        }
        if (value == null) {
            return List.of();
        }
        List<Object> found = null;
        for (Field field : type.namesOf(name)) {
            found = add(field, found);
        }
        if (type.isNested(name)) {
            found = addNested(value.get(name), found);
        } else if (name.equals("id") && value.has(name)) {
            found = with(new Node(schema, "string", null, value.get(name), null), found);
        }
        return found == null ? List.of() : found;
    }

    private List<Object> ofPrimitive(String name) {
        if (companion == null) {
            return List.of();
        }
        if (name.equals("extension")) {
            return addExtensions(null);
        }
        JsonNode id = name.equals("id") ? companion.get(name) : null;
        return id == null ? List.of() : List.of(new Node(schema, "string", null, id, null));
    }

    /** All children. */
    List<Object> items() {
        if (type == null) {
            return companion == null ? List.of() : addExtensions(null);
        }
        if (value == null) {
            return List.of();
        }
        List<Object> found = null;
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            Field field = type.field(name);
            if (field != null) {
                found = add(field, found);
            } else if (type.isNested(name)) {
                found = addNested(member.getValue(), found);
            } else if (name.startsWith("_") && !value.has(name.substring(1))) {
                Field absent = type.field(name.substring(1));
                found = absent == null ? found : add(absent, found);
            }
        }
        return found == null ? List.of() : found;
    }

    // Lists are made with their first item: most questions find nothing.
    private static List<Object> with(Node node, @Nullable List<Object> found) {
        List<Object> all = found == null ? new ArrayList<>(4) : found;
        all.add(node);
        return all;
    }

    private List<Object> addExtensions(@Nullable List<Object> found) {
        Field extension = schema.extensions();
        List<Object> all = found;
        for (JsonNode one : companion.path("extension")) {
            all = with(of(schema, extension, one, null), all);
        }
        return all == null ? List.of() : all;
    }

    private @Nullable List<Object> addNested(@Nullable JsonNode resources, @Nullable List<Object> found) {
        List<Object> all = found;
        if (resources != null && resources.isArray()) {
            for (JsonNode one : resources) {
                all = with(resource(schema, one), all);
            }
        } else if (resources != null && resources.isObject()) {
            all = with(resource(schema, resources), all);
        }
        return all;
    }

    private @Nullable List<Object> add(Field field, @Nullable List<Object> found) {
        JsonNode plain = value.get(field.name());
        JsonNode extra = field.valueType().isPrimitive() ? value.get(field.companionName()) : null;
        if (plain == null && extra == null) {
            return found;
        }
        if (!field.repeating()) {
            return addOne(field, plain, extra, found);
        }
        List<Object> all = found;
        int count = Math.max(plain == null ? 0 : plain.size(), extra == null ? 0 : extra.size());
        for (int i = 0; i < count; i++) {
            all = addOne(field, plain == null ? null : plain.get(i), extra == null ? null : extra.get(i), all);
        }
        return all;
    }

    private @Nullable List<Object> addOne(
            Field field, @Nullable JsonNode plain, @Nullable JsonNode extra, @Nullable List<Object> found) {
        JsonNode own = plain == null || plain.isNull() ? null : plain;
        JsonNode more = extra == null || extra.isNull() ? null : extra;
        return own == null && more == null ? found : with(of(schema, field, own, more), found);
    }

    static Object number(int value) {
        return BigDecimal.valueOf(value);
    }
}
