package org.aliquot.view;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.aliquot.view.path.RootKeys;

/** Takes out of a resource's JSON what a view reads. Narratives and the like are passed over, not built. */
final class ResourceJson {
    // 8.10 stays 8.10.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String resource;
    private final RootKeys keys;

    ResourceJson(String resource, RootKeys keys) {
        this.resource = resource;
        this.keys = keys;
    }

    static JsonNode tree(byte[] json) throws IOException {
        return JSON.readTree(json);
    }

    /** Empty where it is of another type. */
    Optional<JsonNode> read(byte[] line) throws ViewRunException {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ViewRunException("expected a resource as a JSON object");
            }
            ObjectNode found = JSON.createObjectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (!keys.isRead(key)) {
                    parser.skipChildren();
                    continue;
                }
                JsonNode value = JSON.readTree(parser);
                if (key.equals("resourceType") && !resource.equals(value.textValue())) {
                    return Optional.empty();
                }
                found.set(key, value);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new ViewRunException("the resource's JSON has no end");
            }
            return Optional.of(found);
        } catch (IOException e) {
            throw new ViewRunException("the resource is no JSON: " + told(e));
        }
    }

    /** What is wrong and where, without the text around it. */
    static String told(IOException e) {
        if (e instanceof JsonProcessingException json && json.getLocation() != null) {
            return "line " + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr();
        }
        return e.getClass().getSimpleName();
    }
}
