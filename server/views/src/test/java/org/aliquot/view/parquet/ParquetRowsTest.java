package org.aliquot.view.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read back with DuckDB, which has its own reader. */
class ParquetRowsTest {
    private static final String VIEW = """
            {"resource": "Observation", "select": [{"column": [
              {"name": "id", "path": "id", "type": "id"},
              {"name": "value", "path": "value.ofType(Quantity).value", "type": "decimal"},
              {"name": "digits", "path": "value.ofType(Quantity).value", "type": "decimal",
               "tag": [{"name": "ansi/type", "value": "CHARACTER VARYING"}]},
              {"name": "issued", "path": "issued", "type": "instant"},
              {"name": "day", "path": "effective.ofType(dateTime)", "type": "dateTime",
               "tag": [{"name": "ansi/type", "value": "DATE"}]},
              {"name": "whole", "path": "value.ofType(integer)", "type": "integer"},
              {"name": "is_final", "path": "status = 'final'", "type": "boolean"},
              {"name": "flags", "path": "interpretation.coding.code", "type": "code", "collection": true},
              {"name": "lows", "path": "referenceRange.low.value", "type": "decimal", "collection": true},
              {"name": "quantity", "path": "value.ofType(Quantity)", "type": "Quantity"}
            ]}]}
            """;

    @TempDir
    Path folder;

    private Path write(ParquetSettings settings, String... resources)
            throws IOException, InvalidViewException, ViewRunException {
        View view = View.of(VIEW.getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("rows.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                ParquetRows rows = new ParquetRows(out, view.columns(), settings)) {
            for (String resource : resources) {
                view.run(resource.getBytes(StandardCharsets.UTF_8), rows);
            }
        }
        return file;
    }

    private static List<List<String>> query(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("set TimeZone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @Test
    void columnsHaveTheTypesOfTheView() throws Exception {
        Path file = write(ParquetSettings.DEFAULT);
        assertThat(query("select column_name, column_type from (describe select * from '" + file + "')"))
                .containsExactly(
                        List.of("id", "VARCHAR"),
                        List.of("value", "DECIMAL(38,12)"),
                        List.of("digits", "VARCHAR"),
                        List.of("issued", "TIMESTAMP WITH TIME ZONE"),
                        List.of("day", "DATE"),
                        List.of("whole", "INTEGER"),
                        List.of("is_final", "BOOLEAN"),
                        List.of("flags", "VARCHAR[]"),
                        List.of("lows", "DECIMAL(38,12)[]"),
                        List.of("quantity", "JSON"));
    }

    @Test
    void whatIsReadBackIsWhatWasWritten() throws Exception {
        Path file = write(ParquetSettings.DEFAULT, """
                {"resourceType": "Observation", "id": "a", "status": "final", "effectiveDateTime": "2026-01-31T23:30:00-05:00",
                 "issued": "2026-02-01T10:00:00.250+02:00", "valueQuantity": {"value": 8.10, "unit": "mmol/L"},
                 "interpretation": [{"coding": [{"code": "H"}, {"code": "A"}]}],
                 "referenceRange": [{"low": {"value": -1.5}}, {"low": {"value": 0.001}}]}
                """, """
                {"resourceType": "Observation", "id": "b", "status": "preliminary", "effectiveDateTime": "2026-01", "valueInteger": -7}
                """);
        assertThat(query(
                        "select id, value, digits, issued::varchar, day, whole, is_final, flags::varchar, lows::varchar, quantity from '"
                                + file + "'"))
                .containsExactly(
                        List.of(
                                        "a",
                                        "8.100000000000",
                                        "8.10",
                                        "2026-02-01 08:00:00.25+00",
                                        "2026-01-31",
                                        "nothing",
                                        "true",
                                        "[H, A]",
                                        "[-1.500000000000, 0.001000000000]",
                                        "{\"value\":8.10,\"unit\":\"mmol/L\"}")
                                .stream()
                                .map(text -> text.equals("nothing") ? null : text)
                                .toList(),
                        Arrays.asList("b", null, null, null, null, "-7", "false", "[]", "[]", null));
    }

    @Test
    void rowGroupsAreAsLargeAsTold() throws Exception {
        String[] resources = new String[1_000];
        for (int i = 0; i < resources.length; i++) {
            resources[i] = "{\"resourceType\": \"Observation\", \"id\": \"r" + i + "\", \"valueInteger\": " + i + "}";
        }
        Path file = write(new ParquetSettings(64L << 20, 300, true), resources);
        assertThat(query("select row_group_id, max(row_group_num_rows) from parquet_metadata('" + file
                        + "') group by 1 order by 1"))
                .extracting(row -> row.get(1))
                .containsExactly("300", "300", "300", "100");
        assertThat(query("select count(*), sum(whole), max(compression) from '" + file + "', parquet_metadata('" + file
                        + "') where row_group_id = 0 and column_id = 0"))
                .containsExactly(List.of("1000", "499500", "ZSTD"));
    }

    @Test
    void withoutCompressionNoNativeLibraryIsNeeded() throws Exception {
        Path file = write(new ParquetSettings(64L << 20, 300, false), observation("8.10"));
        assertThat(query("select distinct compression from parquet_metadata('" + file + "')"))
                .containsExactly(List.of("UNCOMPRESSED"));
        assertThat(query("select digits from '" + file + "'")).containsExactly(List.of("8.10"));
    }

    @Test
    void theWidestNumberFitsAndAWiderOneIsRefusedInWords() throws Exception {
        String widest = "9".repeat(26) + "." + "9".repeat(12);
        Path file = write(
                ParquetSettings.DEFAULT,
                observation(widest),
                observation("-" + widest),
                observation("0.0000000000005"));
        assertThat(query("select value from '" + file + "'"))
                .extracting(row -> new BigDecimal(row.get(0)))
                .containsExactly(new BigDecimal(widest), new BigDecimal("-" + widest), new BigDecimal("0E-12"));
        assertThatThrownBy(() -> write(ParquetSettings.DEFAULT, observation("1" + "0".repeat(26))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column value: a number has more than 26 digits");
    }

    @Test
    void aRowThatDoesNotFitIsToldOfBeforeItIsWritten() throws Exception {
        View view = View.of(VIEW.getBytes(StandardCharsets.UTF_8));
        String tooWide = "1" + "0".repeat(26);
        List<Object[]> made = new ArrayList<>();
        for (String resource : List.of(
                observation("1"),
                observation(tooWide),
                "{\"resourceType\": \"Observation\", \"referenceRange\": [{\"low\": {\"value\": 1}}, {\"low\": {\"value\": "
                        + tooWide + "}}]}")) {
            view.run(resource.getBytes(StandardCharsets.UTF_8), row -> made.add(row.clone()));
        }
        try (ParquetRows rows =
                new ParquetRows(OutputStream.nullOutputStream(), view.columns(), ParquetSettings.DEFAULT)) {
            rows.check(made.get(0));
            assertThatThrownBy(() -> rows.check(made.get(1)))
                    .isInstanceOf(ViewRunException.class)
                    .hasMessageContaining("column value:");
            assertThatThrownBy(() -> rows.check(made.get(2)))
                    .isInstanceOf(ViewRunException.class)
                    .hasMessageContaining("column lows:");
        }
    }

    private static String observation(String value) {
        return "{\"resourceType\": \"Observation\", \"id\": \"n\", \"valueQuantity\": {\"value\": " + value + "}}";
    }
}
