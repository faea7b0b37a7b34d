package org.aliquot.view.suite;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.aliquot.view.ViewColumn;
import org.aliquot.view.ViewRunException;

/** A file of cases in the format of SQL on FHIR's public test suite: resources, and views with the rows expected of them. */
public record SuiteFile(String name, List<Case> cases) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** One view with what is expected of it. */
    public record Case(String title, JsonNode test, List<JsonNode> resources) {
        /** Empty: passed. Otherwise what was wrong. */
        public Optional<String> fault() {
            JsonNode expectedError = test.path("expectError");
            try {
                Outcome outcome = run();
                if (expectedError.asBoolean()) {
                    return Optional.of("expected an error, got " + outcome.rows.size() + " rows");
                }
                return outcome.compare(test);
            } catch (InvalidViewException | ViewRunException e) {
                return expectedError.asBoolean() ? Optional.empty() : Optional.of(e.getMessage());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private Outcome run() throws InvalidViewException, ViewRunException, IOException {
            View view = View.of(test.path("view"));
            List<JsonNode> rows = new ArrayList<>();
            List<JsonNode> rowsOfTrees = new ArrayList<>();
            for (JsonNode resource : resources) {
                view.run(JSON.writeValueAsBytes(resource), row -> rows.add(object(view.columns(), row)));
                view.run(resource, row -> rowsOfTrees.add(object(view.columns(), row)));
            }
            // From bytes only what the view reads is taken: nothing may be missed.
            if (!rows.equals(rowsOfTrees)) {
                throw new IllegalStateException("bytes give " + rows + ", trees " + rowsOfTrees);
            }
            return new Outcome(view.columns().stream().map(ViewColumn::name).toList(), rows);
        }

        private static ObjectNode object(List<ViewColumn> columns, Object[] row) {
            ObjectNode object = JSON.createObjectNode();
            for (int i = 0; i < row.length; i++) {
                object.set(columns.get(i).name(), node(row[i]));
            }
            return object;
        }

        private static JsonNode node(Object value) {
            return value instanceof JsonNode node ? node : JSON.valueToTree(value);
        }
    }

    private record Outcome(List<String> columns, List<JsonNode> rows) {
        Optional<String> compare(JsonNode test) {
            if (test.has("expectCount") && test.get("expectCount").asInt() != rows.size()) {
                return Optional.of("expected " + test.get("expectCount") + " rows, got " + rows.size());
            }
            if (test.has("expectColumns")) {
                List<String> expected = new ArrayList<>();
                test.get("expectColumns").forEach(column -> expected.add(column.asText()));
                if (!expected.equals(columns)) {
                    return Optional.of("expected columns " + expected + ", got " + columns);
                }
            }
            return test.has("expect") ? compareRows((ArrayNode) test.get("expect")) : Optional.empty();
        }

        // The specification leaves the order of rows open.
        private Optional<String> compareRows(ArrayNode expected) {
            List<JsonNode> left = new ArrayList<>(rows);
            for (JsonNode row : expected) {
                int found = -1;
                for (int i = 0; i < left.size() && found < 0; i++) {
                    found = isSame(row, left.get(i)) ? i : -1;
                }
                if (found < 0) {
                    return Optional.of("expected row " + row + " is not among " + left);
                }
                left.remove(found);
            }
            return left.isEmpty() ? Optional.empty() : Optional.of("unexpected rows " + left);
        }

        private static boolean isSame(JsonNode a, JsonNode b) {
            if (a.isNumber() && b.isNumber()) {
                return a.decimalValue().compareTo(b.decimalValue()) == 0;
            }
            if (a.isObject() && b.isObject() && a.size() == b.size()) {
                for (Map.Entry<String, JsonNode> field : a.properties()) {
                    if (!b.has(field.getKey()) || !isSame(field.getValue(), b.get(field.getKey()))) {
                        return false;
                    }
                }
                return true;
            }
            if (a.isArray() && b.isArray() && a.size() == b.size()) {
                for (int i = 0; i < a.size(); i++) {
                    if (!isSame(a.get(i), b.get(i))) {
                        return false;
                    }
                }
                return true;
            }
            return a.equals(b);
        }
    }

    /** All files of a folder, by name. */
    public static List<SuiteFile> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<SuiteFile> suite = new ArrayList<>();
        for (Path file : files) {
            suite.add(read(file));
        }
        return suite;
    }

    private static SuiteFile read(Path file) throws IOException {
        JsonNode content = JSON.readTree(Files.readAllBytes(file));
        List<JsonNode> resources = new ArrayList<>();
        content.path("resources").forEach(resources::add);
        List<Case> cases = new ArrayList<>();
        for (JsonNode test : content.path("tests")) {
            cases.add(new Case(test.path("title").asText(), test, resources));
        }
        return new SuiteFile(file.getFileName().toString(), cases);
    }
}
