package org.aliquot.server.generate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the generator wrote, as lines and as JSON with its digits as they stand. */
record Generated(String text) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static Generated patients(long seed, long count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new Generator(seed, Claims.PROFILES).patients(count, new SingleStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Generated(bytes.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return text.lines().toList();
    }

    Stream<JsonNode> resources() {
        return text.lines().map(Generated::json);
    }

    Stream<JsonNode> resources(ResourceKind kind) {
        return resources()
                .filter(resource -> resource.path("resourceType").asText().equals(kind.type()));
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
