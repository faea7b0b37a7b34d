package org.aliquot.resource.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * A resource type as a table: its columns, and where each element's values go. It follows from the type alone, not from data: files of
 * all exports of a type have the same columns. For all threads.
 *
 * <p>Beside the elements' own there are {@code resourceType}; for a decimal, which is text digit by digit, a number; for a dateTime or
 * instant a moment; and {@value #REST}, what has no column. Lists have the three levels of Parquet's LogicalTypes.md.
 */
public final class ResourceTable {
    /**
     * JSON: the resource without what has columns of its own. Extensions of primitive elements are in it, ids of elements, and whatever
     * does not fit its column.
     */
    public static final String REST = "__rest";

    static final String TYPE = "resourceType";

    private final Layout layout;
    private final MessageType schema;
    private final Node root;
    private final int rest;
    private int nodes;
    private int columns;

    private ResourceTable(String type, List<Element> elements, Layout layout) {
        this.layout = layout;
        List<Type> fields = new ArrayList<>();
        List<Node> parts = new ArrayList<>();
        fields.add(column(Element.Kind.TEXT, Repetition.REQUIRED, TYPE));
        parts.add(Node.of(
                nodes++, Element.of(TYPE, Element.Kind.TEXT, false), false, columns++, columns, 0, 0, List.of()));
        for (Element element : elements) {
            parts.add(element(element, "", 0, 0, fields));
        }
        this.rest = columns++;
        fields.add(column(Element.Kind.JSON, Repetition.OPTIONAL, REST));
        this.root = Node.of(
                nodes++, new Element(type, Element.Kind.GROUP, false, elements), false, 0, columns, 0, 0, parts);
        this.schema = new MessageType(type, fields);
    }

    /** @param elements of the type, in the order of their columns */
    public static ResourceTable of(String type, List<Element> elements, Layout layout) {
        return new ResourceTable(type, elements, layout);
    }

    MessageType schema() {
        return schema;
    }

    Node root() {
        return root;
    }

    /** Column of what has none. */
    int rest() {
        return rest;
    }

    int nodes() {
        return nodes;
    }

    private Node element(Element element, String prefix, int repetition, int definition, List<Type> fields) {
        String name = prefix + element.name();
        if (layout == Layout.FLAT && element.isList()) {
            Element whole = Element.of(element.name(), Element.Kind.JSON, false);
            return leaf(whole, name, repetition, definition + 1, fields);
        }
        if (element.kind() != Element.Kind.GROUP) {
            return element.isList()
                    ? leaf(element, name, repetition + 1, definition + 3, fields)
                    : leaf(element, name, repetition, definition + 1, fields);
        }
        return layout == Layout.FLAT
                ? flat(element, name, repetition, definition, fields)
                : nested(element, repetition, definition, fields);
    }

    private Node flat(Element element, String name, int repetition, int definition, List<Type> fields) {
        int from = columns;
        List<Node> parts = new ArrayList<>();
        for (Element part : element.parts()) {
            parts.add(element(part, name + "_", repetition, definition, fields));
        }
        return Node.of(nodes++, element, false, from, columns, repetition, definition, parts);
    }

    private Node nested(Element element, int repetition, int definition, List<Type> fields) {
        int from = columns;
        int inRepetition = element.isList() ? repetition + 1 : repetition;
        int inDefinition = element.isList() ? definition + 3 : definition + 1;
        List<Type> own = new ArrayList<>();
        List<Node> parts = new ArrayList<>();
        for (Element part : element.parts()) {
            parts.add(element(part, "", inRepetition, inDefinition, own));
        }
        fields.add(element.isList() ? list(group(own, "element"), element.name()) : group(own, element.name()));
        return Node.of(nodes++, element, element.isList(), from, columns, inRepetition, inDefinition, parts);
    }

    private Node leaf(Element element, String name, int repetition, int definition, List<Type> fields) {
        int from = columns++;
        fields.add(field(element.kind(), element.isList(), name));
        if (element.kind() == Element.Kind.DECIMAL || element.kind() == Element.Kind.TIME) {
            columns++;
            fields.add(derived(element.kind(), element.isList(), name));
        }
        return Node.of(nodes++, element, element.isList(), from, columns, repetition, definition, List.of());
    }

    private static Type group(List<Type> fields, String name) {
        return Types.optionalGroup().addFields(fields.toArray(new Type[0])).named(name);
    }

    private static Type list(Type element, String name) {
        return Types.optionalList().element(element).named(name);
    }

    private static Type field(Element.Kind kind, boolean isList, String name) {
        return isList
                ? list(column(kind, Repetition.OPTIONAL, "element"), name)
                : column(kind, Repetition.OPTIONAL, name);
    }

    private Type derived(Element.Kind kind, boolean isList, String name) {
        String what = kind == Element.Kind.DECIMAL ? "_numeric" : "_timestamp";
        String derived = (layout == Layout.NESTED ? "__" : "") + name + what;
        String own = isList ? "element" : derived;
        Type column = kind == Element.Kind.DECIMAL
                ? Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(Decimals.BYTES)
                        .as(decimalType(Decimals.SCALE, Decimals.PRECISION))
                        .named(own)
                : Types.optional(PrimitiveTypeName.INT64)
                        .as(timestampType(true, TimeUnit.MICROS))
                        .named(own);
        return isList ? list(column, derived) : column;
    }

    private static Type column(Element.Kind kind, Repetition repetition, String name) {
        return switch (kind) {
            // JSON is told of as text: where one value is not to its taste, DuckDB refuses a file whose columns say
            // JSON.
            case TEXT, DECIMAL, TIME, JSON ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(stringType())
                        .named(name);
            case BYTES -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
            case BOOLEAN ->
                Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case INTEGER -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
            case COUNT ->
                Types.primitive(PrimitiveTypeName.INT32, repetition)
                        .as(intType(32, false))
                        .named(name);
            case GROUP -> throw new IllegalArgumentException(name + ": a group is no column");
        };
    }
}
