package org.aliquot.view.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedOutputTest {
    private static final int THREADS = 4;
    private static final String TEXT = "a, \"b\"\nand Zoë ";

    private static List<ViewColumn> columns() throws Exception {
        return View.of("""
                        {"resource": "Observation", "select": [{"column": [
                          {"name": "number", "path": "valueInteger", "type": "integer"},
                          {"name": "text", "path": "valueString", "type": "string"}]}]}
                        """.getBytes(StandardCharsets.UTF_8)).columns();
    }

    private static String written(TextFormat format, int rowsOfEach) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SharedOutput output = new TextOutput(format, columns(), out)) {
            List<Callable<Void>> makers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i * rowsOfEach;
                makers.add(() -> {
                    write(output.share(), first, rowsOfEach);
                    return null;
                });
            }
            for (Future<Void> maker : threads.invokeAll(makers)) {
                maker.get();
            }
        } finally {
            threads.shutdown();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void write(RowSink share, int first, int rows) throws IOException {
        Object[] row = new Object[2];
        for (int i = first; i < first + rows; i++) {
            row[0] = i;
            row[1] = TEXT + i;
            share.row(row);
        }
    }

    private static Set<String> expected(int rows) {
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < rows; i++) {
            expected.add(i + ": " + TEXT + i);
        }
        return expected;
    }

    private static String told(JsonNode row) {
        return row.path("number").intValue() + ": " + row.path("text").textValue();
    }

    private static void assertEachOnce(List<String> found, Set<String> expected) {
        assertThat(found).hasSameSizeAs(expected);
        assertThat(new TreeSet<>(found)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000})
    void anArrayOfManyThreadsIsOneDocumentWithEveryRowOnce(int rowsOfEach) throws Exception {
        List<String> found = new ArrayList<>();
        new ObjectMapper().readTree(written(TextFormat.JSON, rowsOfEach)).forEach(row -> found.add(told(row)));
        assertEachOnce(found, expected(THREADS * rowsOfEach));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000})
    void linesOfManyThreadsAreWholeAndThereOnce(int rowsOfEach) throws Exception {
        List<String> found = new ArrayList<>();
        for (String line : written(TextFormat.NDJSON, rowsOfEach).lines().toList()) {
            found.add(told(new ObjectMapper().readTree(line)));
        }
        assertEachOnce(found, expected(THREADS * rowsOfEach));
    }

    @Test
    void aTableOfManyThreadsHasOneHeader() throws Exception {
        int rowsOfEach = 20_000;
        List<String> records = List.of(written(TextFormat.CSV, rowsOfEach).split("\r\n"));
        assertThat(records.get(0)).isEqualTo("number,text");
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < THREADS * rowsOfEach; i++) {
            expected.add(i + ",\"" + (TEXT + i).replace("\"", "\"\"") + "\"");
        }
        assertEachOnce(records.subList(1, records.size()), expected);
    }
}
