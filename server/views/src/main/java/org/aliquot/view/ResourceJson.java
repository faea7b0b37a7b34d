package org.aliquot.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.aliquot.resource.StoredJson;
import org.aliquot.view.path.RootKeys;

/**
 * Takes out of a resource's JSON what a view reads. Narratives and the like are passed over, not built. Built here and not by Jackson's
 * {@code readTree}, which costs half as much again where it is called for each element.
 */
final class ResourceJson {
    private static final JsonFactory JSON = StoredJson.FACTORY;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String resource;
    private final RootKeys keys;

    ResourceJson(String resource, RootKeys keys) {
        this.resource = resource;
        this.keys = keys;
    }

    static JsonNode tree(byte[] json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            return first == null ? NODES.missingNode() : value(parser, first);
        }
    }

    /** Empty where it is of another type. */
    Optional<JsonNode> read(byte[] line, int length) throws ViewRunException {
        String id = "";
        try (JsonParser parser = JSON.createParser(line, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ViewRunException("the resource is no JSON object");
            }
            ObjectNode found = new ObjectNode(NODES, new Fields());
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (key.equals("id") && token == JsonToken.VALUE_STRING) {
                    id = parser.getText();
                }
                if (!keys.isRead(key)) {
                    parser.skipChildren();
                    continue;
                }
                JsonNode value = value(parser, token);
                if (key.equals("resourceType") && !resource.equals(value.textValue())) {
                    return Optional.empty();
                }
                found.set(key, value);
            }
            return Optional.of(found);
        } catch (IOException e) {
            String name = id.isEmpty() ? "the resource" : resource + "/" + id;
            throw new ViewRunException(name + " is no JSON that is read here: " + told(e));
        }
    }

    // Jackson refuses what is nested deeper than a thousand, and numbers of more than a thousand digits.
    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.INT
                        ? NODES.numberNode(parser.getIntValue())
                        : DecimalNode.valueOf(parser.getDecimalValue());
            // 8.10 stays 8.10.
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = new ObjectNode(NODES, new Fields());
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            object.set(key, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            array.add(value(parser, next));
        }
        return array;
    }

    /** What is wrong and where, without the text around it. */
    static String told(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return "more than " + StreamReadConstraints.DEFAULT_MAX_DEPTH + " levels, or a number of more than "
                    + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " characters";
        }
        if (e instanceof JsonProcessingException json && json.getLocation() != null) {
            return "line " + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr();
        }
        return e.getClass().getSimpleName();
    }
}
