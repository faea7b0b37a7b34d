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
        List<Node> found = new ArrayList<>(4);
        if (name.equals("id")) {
            JsonNode id = object() == null ? null : object().get("id");
            if (id != null) {
                found.add(new Node(schema, "string", null, id, null));
            }
        } else if (type == null) {
            if (name.equals("extension") && companion != null) {
                addExtensions(found);
            }
        } else if (value != null) {
            for (Field field : type.namesOf(name)) {
                add(field, found);
            }
            if (type.isNested(name)) {
                addNested(value.get(name), found);
            }
        }
        return found;
    }

    /** All children. */
    List<Node> children() {
        List<Node> found = new ArrayList<>();
        if (type == null) {
            if (companion != null) {
                addExtensions(found);
            }
            return found;
        }
        if (value == null) {
            return found;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            Field field = type.field(name);
            if (field != null) {
                add(field, found);
            } else if (type.isNested(name)) {
                addNested(member.getValue(), found);
            } else if (name.startsWith("_") && !value.has(name.substring(1))) {
                Field absent = type.field(name.substring(1));
                if (absent != null) {
                    add(absent, found);
                }
            }
        }
        return found;
    }

    private @Nullable JsonNode object() {
        return type == null ? companion : value;
    }

    private void addExtensions(List<Node> found) {
        Field extension = schema.extensions();
        JsonNode extensions = companion == null ? null : companion.get("extension");
        if (extensions != null) {
            extensions.forEach(one -> found.add(of(schema, extension, one, null)));
        }
    }

    private void addNested(@Nullable JsonNode resources, List<Node> found) {
        if (resources == null) {
            return;
        }
        if (resources.isArray()) {
            resources.forEach(one -> found.add(resource(schema, one)));
        } else if (resources.isObject()) {
            found.add(resource(schema, resources));
        }
    }

    private void add(Field field, List<Node> found) {
        JsonNode plain = value.get(field.name());
        JsonNode extra = field.valueType().isPrimitive() ? value.get(field.companionName()) : null;
        if (plain == null && extra == null) {
            return;
        }
        if (!field.repeating()) {
            addOne(field, plain, extra, found);
            return;
        }
        int count = Math.max(plain == null ? 0 : plain.size(), extra == null ? 0 : extra.size());
        for (int i = 0; i < count; i++) {
            addOne(field, plain == null ? null : plain.get(i), extra == null ? null : extra.get(i), found);
        }
    }

    private void addOne(Field field, @Nullable JsonNode plain, @Nullable JsonNode extra, List<Node> found) {
        JsonNode own = plain == null || plain.isNull() ? null : plain;
        JsonNode more = extra == null || extra.isNull() ? null : extra;
        if (own != null || more != null) {
            found.add(of(schema, field, own, more));
        }
    }

    static Object number(int value) {
        return BigDecimal.valueOf(value);
    }
}
