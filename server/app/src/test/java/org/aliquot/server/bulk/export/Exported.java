package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;

/**
 * An export from its order to its lines, as a client does it.
 *
 * @param lines by {@code Type/id}
 * @param deleted references in the Bundles of what was deleted
 */
record Exported(JsonNode manifest, Map<String, JsonNode> lines, List<String> deleted) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Digits as they were written. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    /** @param order such as {@code $export?_type=Device}; as many headers as wanted */
    static Exported of(TestServer server, String order, String... headers) {
        return after(server, server.get(order, with(headers)), headers);
    }

    static Exported after(TestServer server, Answer accepted, String... headers) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Answer done = await(server, accepted.header("Content-Location"), headers);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        Map<String, JsonNode> lines = new TreeMap<>();
        List<String> deleted = new ArrayList<>();
        for (JsonNode file : done.tree().path("output")) {
            List<JsonNode> all = lines(server, file, headers);
            all.forEach(line -> lines.put(
                    line.path("resourceType").asText() + "/" + line.path("id").asText(), line));
        }
        for (JsonNode file : done.tree().path("deleted")) {
            lines(server, file, headers)
                    .forEach(bundle -> bundle.path("entry")
                            .forEach(entry ->
                                    deleted.add(entry.at("/request/url").asText())));
        }
        return new Exported(done.tree(), lines, deleted);
    }

    static String[] with(String... headers) {
        List<String> all = new ArrayList<>(List.of("Prefer", "respond-async"));
        all.addAll(List.of(headers));
        return all.toArray(new String[0]);
    }

    static Answer await(TestServer server, String job, String... headers) {
        Instant until = Instant.now().plus(PATIENCE);
        Answer answer = server.get(job, headers);
        while (answer.status() == 202 && Instant.now().isBefore(until)) {
            answer = server.get(job, headers);
        }
        return answer;
    }

    private static List<JsonNode> lines(TestServer server, JsonNode file, String... headers) {
        Answer answer = server.get(file.path("url").asText(), headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/fhir+ndjson");
        List<JsonNode> lines = answer.body().lines().map(Exported::tree).toList();
        assertThat(lines).hasSize(file.path("count").asInt(-1));
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.path("resourceType").asText())
                        .isEqualTo(file.path("type").asText()));
        return lines;
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    Instant transactionTime() {
        return Instant.parse(manifest.path("transactionTime").asText());
    }
}
