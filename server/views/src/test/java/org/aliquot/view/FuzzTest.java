package org.aliquot.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;

/** Whatever comes, there are rows or one of two exceptions that say why not. */
class FuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WORDS = List.of(
            "id",
            "value",
            "code",
            "coding",
            "name",
            "given",
            "subject",
            "effective",
            "issued",
            "contained",
            "extension",
            "birthDate",
            ".",
            ".",
            ".",
            "(",
            ")",
            "[",
            "]",
            ",",
            "=",
            "!=",
            "<",
            ">=",
            "+",
            "-",
            "*",
            "/",
            " and ",
            " or ",
            " ",
            "{}",
            "$this",
            "%resource",
            "%rowIndex",
            "%c",
            "where(",
            "exists()",
            "empty()",
            "not()",
            "first()",
            "ofType(Quantity)",
            "ofType(string)",
            "ofType(Period)",
            "extension('u')",
            "join(',')",
            "join(",
            "getResourceKey()",
            "getReferenceKey(Patient)",
            "getReferenceKey()",
            "lowBoundary()",
            "highBoundary(2)",
            "'a'",
            "'\\u00e9'",
            "1",
            "0",
            "2.50",
            "1e9",
            "99999999999",
            "@2026",
            "@2026-01-31T08:30:00Z",
            "@T08",
            "true",
            "false",
            "`x`",
            "//",
            "/*",
            "\"",
            "'",
            "@",
            "%",
            "$",
            "é",
            "\\");

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, path(3)),
                Tuple.of(
                        1,
                        Arbitraries.of(WORDS).list().ofMinSize(1).ofMaxSize(24).map(words -> String.join("", words))),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(40)));
    }

    // Mostly paths that the grammar allows, so that something is run.
    private static Arbitrary<String> path(int depth) {
        Arbitrary<String> start = Arbitraries.of(
                "id",
                "name",
                "name.given",
                "birthDate",
                "value",
                "code.coding",
                "effective",
                "subject",
                "extension",
                "contained",
                "deceased",
                "component",
                "$this",
                "%resource",
                "%rowIndex",
                "%c",
                "'a'",
                "2.50",
                "7",
                "@2026",
                "@T08",
                "true",
                "{}");
        if (depth == 0) {
            return start;
        }
        Arbitrary<String> step = Arbitraries.of(
                ".first()",
                ".exists()",
                ".empty()",
                ".not()",
                ".ofType(Quantity)",
                ".ofType(string)",
                ".ofType(dateTime)",
                ".value",
                ".code",
                ".coding",
                ".text",
                ".extension('u')",
                ".join(',')",
                ".lowBoundary()",
                ".highBoundary(2)",
                "[0]",
                "[1]",
                ".getReferenceKey()",
                ".getResourceKey()",
                ".reference",
                ".start");
        Arbitrary<String> nested = path(depth - 1);
        Arbitrary<String> call = Combinators.combine(Arbitraries.of(".where(", ".exists(", "["), nested)
                .as((open, inner) -> open + inner + (open.equals("[") ? "]" : ")"));
        Arbitrary<String> steps =
                Arbitraries.oneOf(step, step, call).list().ofMaxSize(3).map(list -> String.join("", list));
        Arbitrary<String> chain = Combinators.combine(start, steps).as((from, to) -> from + to);
        Arbitrary<String> operator =
                Arbitraries.of(" = ", " != ", " < ", " >= ", " + ", " - ", " * ", " / ", " and ", " or ");
        return Arbitraries.frequencyOf(
                Tuple.of(3, chain),
                Tuple.of(
                        1, Combinators.combine(chain, operator, nested).as((left, sign, right) -> left + sign + right)),
                Tuple.of(1, nested.map(inner -> "(" + inner + ")")));
    }

    /** JSON of any shape under names that paths know. */
    @Provide
    Arbitrary<Object> values() {
        return value(4);
    }

    private static Arbitrary<Object> value(int depth) {
        Arbitrary<Object> leaf = Arbitraries.of(
                "x",
                "",
                "2026-01",
                "2026-02-30",
                "2026-01-31T08:30:00+01:00",
                "08:30:00",
                "Patient/p",
                "Patient/",
                "/",
                1,
                -7,
                2.5,
                1e300,
                99999999999L,
                true,
                false,
                List.of(),
                "u",
                "Quantity");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> keys = Arbitraries.of(
                "id",
                "value",
                "valueQuantity",
                "valueString",
                "valuePeriod",
                "code",
                "coding",
                "name",
                "given",
                "subject",
                "reference",
                "extension",
                "url",
                "birthDate",
                "_birthDate",
                "effectiveDateTime",
                "contained",
                "resourceType",
                "issued",
                "start");
        return Arbitraries.frequencyOf(
                Tuple.of(2, leaf),
                Tuple.of(1, value(depth - 1).list().ofMaxSize(3).map(list -> (Object) list)),
                Tuple.of(
                        3, Arbitraries.maps(keys, value(depth - 1)).ofMaxSize(5).map(map -> (Object) map)));
    }

    private static ObjectNode view(String resource, String path, String loop, boolean isList) {
        ObjectNode view = JSON.createObjectNode().put("resource", resource);
        view.putArray("constant").addObject().put("name", "c").put("valueString", "x");
        ArrayNode selects = view.putArray("select");
        selects.addObject()
                .putArray("column")
                .addObject()
                .put("name", "a")
                .put("path", path)
                .put("collection", isList);
        ObjectNode select = selects.addObject();
        if (loop.startsWith("repeat")) {
            select.putArray("repeat").add(path);
        } else {
            select.put(loop, path);
        }
        select.putArray("column")
                .addObject()
                .put("name", "b")
                .put("path", "$this")
                .put("collection", true);
        return view;
    }

    @Property(tries = 2_000)
    void anyPathOverAnyJsonMakesRowsOrSaysWhyNot(
            @ForAll("paths") String path,
            @ForAll("values") Object content,
            @ForAll boolean isObservation,
            @ForAll boolean isList)
            throws IOException {
        String resource = isObservation ? "Observation" : "Patient";
        ObjectNode json = JSON.valueToTree(content) instanceof ObjectNode object ? object : JSON.createObjectNode();
        json.put("resourceType", resource);
        String outcome = "refused";
        for (String loop : List.of("forEach", "forEachOrNull", "repeat")) {
            try {
                View view = View.of(view(resource, path, loop, isList), new ViewLimits(10, 10, 10, 200, 2_000, 20_000));
                outcome = "run";
                int[] rows = new int[1];
                try (SharedOutput text = output(TextFormat.NDJSON, view);
                        SharedOutput table = output(TextFormat.CSV, view)) {
                    RowSink lines = text.share();
                    RowSink fields = table.share();
                    int told = view.run(JSON.writeValueAsBytes(json), row -> {
                        rows[0]++;
                        lines.row(row);
                        fields.row(row);
                    });
                    assertThat(told).isEqualTo(rows[0]);
                }
            } catch (InvalidViewException e) {
                assertThat(e.problems()).isNotEmpty();
            } catch (ViewRunException e) {
                assertThat(e).hasMessageContaining(resource + "/");
            }
        }
        Statistics.label("paths")
                .collect(outcome)
                .coverage(coverage -> coverage.check("run").percentage(share -> share > 20));
    }

    private static SharedOutput output(TextFormat format, View view) throws IOException {
        return new TextOutput(format, view.columns(), OutputStream.nullOutputStream());
    }

    @Property(tries = 1_000)
    void anyJsonIsADefinitionOrIsRefusedWithPlaces(@ForAll("definitions") Object content) {
        try {
            assertThat(View.of(JSON.<JsonNode>valueToTree(content)).columns()).isNotNull();
        } catch (InvalidViewException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<Object> definitions() {
        return part(4).map(map -> {
            Map<String, Object> view = new LinkedHashMap<>(map);
            view.putIfAbsent("resource", "Patient");
            return view;
        });
    }

    private static Arbitrary<Map<String, Object>> part(int depth) {
        Arbitrary<Object> leaf = Arbitraries.of(
                "id",
                "name",
                "a",
                "$this",
                "",
                1,
                true,
                List.of(),
                List.of("item"),
                "Patient",
                "string",
                "true",
                "name.given");
        Arbitrary<String> keys = Arbitraries.of(
                "select",
                "unionAll",
                "column",
                "name",
                "path",
                "type",
                "forEach",
                "forEachOrNull",
                "repeat",
                "where",
                "constant",
                "valueString",
                "collection",
                "resource",
                "tag",
                "value",
                "fhirVersion");
        if (depth == 0) {
            return Arbitraries.maps(keys, leaf).ofMaxSize(4);
        }
        Arbitrary<Object> nested = part(depth - 1).list().ofMaxSize(3).map(list -> (Object) list);
        return Arbitraries.maps(keys, Arbitraries.oneOf(leaf, nested, nested)).ofMaxSize(5);
    }

    @Property(tries = 500)
    void anyBytesAreAResourceOrAreRefused(@ForAll byte[] bytes) throws Exception {
        View view =
                View.of("{\"resource\": \"Patient\", \"select\": [{\"column\": [{\"name\": \"a\", \"path\": \"id\"}]}]}"
                        .getBytes(StandardCharsets.UTF_8));
        try {
            assertThat(view.run(bytes, row -> {})).isBetween(0, 1);
        } catch (ViewRunException e) {
            assertThat(e).hasMessageStartingWith("the resource");
        }
    }

    @Property(tries = 30)
    void deepJsonIsRefusedAndBreaksNothing(@ForAll @IntRange(min = 900, max = 20_000) int depth) throws Exception {
        View view = View.of(
                "{\"resource\": \"Patient\", \"select\": [{\"repeat\": [\"contained\", \"extension\"], \"column\": [{\"name\": \"a\", \"path\": \"id\"}]}]}"
                        .getBytes(StandardCharsets.UTF_8));
        String json = "{\"resourceType\":\"Patient\",\"extension\":" + "[{\"extension\":".repeat(depth) + "[]"
                + "}]".repeat(depth) + "}";
        try {
            view.run(json.getBytes(StandardCharsets.UTF_8), row -> {});
            assertThat(depth).isLessThan(1_000);
        } catch (ViewRunException e) {
            assertThat(e.getMessage()).containsAnyOf("no JSON", "goes down further");
        }
    }
}
