package org.aliquot.resource.parquet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.aliquot.resource.StoredJson;

/**
 * Cuts a resource's JSON into values of columns; what has none, or does not fit, is kept as JSON. One thread at a time.
 *
 * <p>Every column gets a value or a null wherever its list has an item, so that rows can be put together again.
 */
final class Shredder {
    private static final JsonFactory JSON = StoredJson.FACTORY;

    private final ResourceTable table;
    private final StagedRow row = new StagedRow();
    private final Rest rest = new Rest();
    private final int[] seenIn;
    private int objects;
    private byte[] json = {};

    Shredder(ResourceTable table) {
        this.table = table;
        this.seenIn = new int[table.nodes()];
    }

    /** @return good until the next call */
    StagedRow row(byte[] resource, int length) throws UnreadableRowException {
        row.clear();
        rest.begin();
        if (objects > Integer.MAX_VALUE / 2) {
            objects = 0;
            Arrays.fill(seenIn, 0);
        }
        json = resource;
        try (JsonParser parser = JSON.createParser(resource, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableRowException("it is no JSON object");
            }
            object(parser, table.root(), 0);
            if (parser.nextToken() != null) {
                throw new UnreadableRowException("something follows behind its JSON");
            }
        } catch (IOException e) {
            throw new UnreadableRowException("it is no JSON: " + e.getClass().getSimpleName());
        }
        int since = row.bytes().size();
        if (rest.end()) {
            row.bytes().add(rest.json().array(), 0, rest.json().size());
            row.binary(table.rest(), 0, 1, since);
        } else {
            row.nulls(table.rest(), table.rest() + 1, 0, 0);
        }
        return row;
    }

    private void object(JsonParser parser, Node group, int repetition) throws IOException, UnreadableRowException {
        int number = ++objects;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            Node part = group.part(key);
            if (part == null) {
                keep(parser, key);
            } else if (seenIn[part.number()] == number) {
                throw new UnreadableRowException(group.name() + "." + key + " is there twice");
            } else if (member(parser, part, token, repetition)) {
                seenIn[part.number()] = number;
            } else {
                keep(parser, key);
            }
        }
        int from = 0;
        int to = 0;
        for (Node part : group.parts()) {
            if (seenIn[part.number()] != number) {
                if (part.from() != to) {
                    absent(from, to, repetition, group);
                    from = part.from();
                }
                to = part.to();
            }
        }
        absent(from, to, repetition, group);
    }

    private void absent(int from, int to, int repetition, Node group) throws UnreadableRowException {
        if (from == to) {
            return;
        }
        if (from == 0 && group == table.root()) {
            throw new UnreadableRowException("it has no resourceType");
        }
        row.nulls(from, to, repetition, group.definition());
    }

    /** False where it does not fit, and nothing was read. */
    private boolean member(JsonParser parser, Node part, JsonToken token, int repetition)
            throws IOException, UnreadableRowException {
        if (part.isList()) {
            if (token != JsonToken.START_ARRAY) {
                return false;
            }
            rest.enterList(part.name());
            list(parser, part, repetition);
            rest.leave();
            return true;
        }
        if (part.kind() != Element.Kind.GROUP) {
            return value(parser, part, token, repetition);
        }
        if (token != JsonToken.START_OBJECT) {
            return false;
        }
        rest.enterObject(part.name());
        object(parser, part, repetition);
        rest.leave();
        return true;
    }

    private void list(JsonParser parser, Node list, int repetition) throws IOException, UnreadableRowException {
        int place = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int own = place == 0 ? repetition : list.repetition();
            if (list.kind() == Element.Kind.GROUP && token == JsonToken.START_OBJECT) {
                rest.enterItem(place);
                object(parser, list, own);
                rest.leave();
            } else if (list.kind() == Element.Kind.GROUP || !value(parser, list, token, own)) {
                row.nulls(list.from(), list.to(), own, list.definition() - 1);
                if (token != JsonToken.VALUE_NULL) {
                    keep(parser, place);
                }
            }
            place++;
        }
        if (place == 0) {
            row.nulls(list.from(), list.to(), repetition, list.definition() - 2);
        }
    }

    /** False where it does not fit, and nothing was read. */
    private boolean value(JsonParser parser, Node column, JsonToken token, int repetition) throws IOException {
        return switch (column.kind()) {
            case TEXT -> token == JsonToken.VALUE_STRING && text(parser, column, repetition);
            case TIME -> token == JsonToken.VALUE_STRING && time(parser, column, repetition);
            case DECIMAL -> token.isNumeric() && decimal(parser, column, repetition);
            case INTEGER, COUNT -> token == JsonToken.VALUE_NUMBER_INT && integer(parser, column, repetition);
            case BOOLEAN -> token.isBoolean() && bool(column, token, repetition);
            case BYTES -> token == JsonToken.VALUE_STRING && base64(parser, column, repetition);
            case JSON -> token != JsonToken.VALUE_NULL && json(parser, column, repetition);
            case GROUP -> false;
        };
    }

    private boolean text(JsonParser parser, Node column, int repetition) throws IOException {
        int since = row.bytes().size();
        if (!row.bytes().addText(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
            return false;
        }
        row.binary(column.from(), repetition, column.definition(), since);
        return true;
    }

    private boolean time(JsonParser parser, Node column, int repetition) throws IOException {
        if (!text(parser, column, repetition)) {
            return false;
        }
        long micros = Moments.micros(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        int derived = column.from() + 1;
        if (micros == Moments.NONE) {
            row.nulls(derived, column.to(), repetition, column.definition() - 1);
        } else {
            row.bigint(derived, repetition, column.definition(), micros);
        }
        return true;
    }

    private boolean decimal(JsonParser parser, Node column, int repetition) throws IOException {
        text(parser, column, repetition);
        int derived = column.from() + 1;
        int since = row.bytes().size();
        if (Decimals.add(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), row.bytes())) {
            row.binary(derived, repetition, column.definition(), since);
        } else {
            row.nulls(derived, column.to(), repetition, column.definition() - 1);
        }
        return true;
    }

    private boolean integer(JsonParser parser, Node column, int repetition) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.INT) {
            return false;
        }
        int value = parser.getIntValue();
        // JSON has a zero below zero.
        boolean isWritten = value != 0 || parser.getTextLength() == 1;
        if (!isWritten || value < 0 && column.kind() == Element.Kind.COUNT) {
            return false;
        }
        row.integer(column.from(), repetition, column.definition(), value);
        return true;
    }

    private boolean bool(Node column, JsonToken token, int repetition) {
        row.bool(column.from(), repetition, column.definition(), token == JsonToken.VALUE_TRUE);
        return true;
    }

    private boolean base64(JsonParser parser, Node column, int repetition) throws IOException {
        byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
        byte[] value;
        try {
            value = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
        // Of bytes the text is told again only where it was written as most do.
        if (!Arrays.equals(Base64.getEncoder().encode(value), text)) {
            return false;
        }
        int since = row.bytes().size();
        row.bytes().add(value);
        row.binary(column.from(), repetition, column.definition(), since);
        return true;
    }

    private boolean json(JsonParser parser, Node column, int repetition) throws IOException {
        int since = row.bytes().size();
        int from = from(parser);
        row.bytes().add(json, from, to(parser) - from);
        row.binary(column.from(), repetition, column.definition(), since);
        return true;
    }

    private void keep(JsonParser parser, String key) throws IOException {
        int from = from(parser);
        rest.keep(key, json, from, to(parser) - from);
    }

    private void keep(JsonParser parser, int place) throws IOException {
        int from = from(parser);
        rest.keep(place, json, from, to(parser) - from);
    }

    private static int from(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int to(JsonParser parser) throws IOException {
        parser.skipChildren();
        // A text is read on demand; behind it we know where it ends.
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }
}
