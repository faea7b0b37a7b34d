package org.aliquot.server.view.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.server.testsupport.BareDatabase;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.lab.LabViews;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The queries that come along, over tables of PostgreSQL; the views' own tests ask DuckDB the same of the same laboratory. */
class LabQueriesInPostgresTest {
    private static final Path LABORATORY =
            Path.of("..", "views", "src", "test", "resources", "org", "aliquot", "view", "lab", "laboratory.ndjson");

    private static BareDatabase postgres;

    @BeforeAll
    static void fill() throws Exception {
        postgres = BareDatabase.start();
        List<String> lines = Files.readAllLines(LABORATORY).stream()
                .filter(line -> !line.isBlank())
                .toList();
        for (String name : LabViews.VIEWS) {
            View view = LabViews.view(name);
            ViewTable table =
                    new ViewTable("lab", name, view, new String(LabViews.definition(name), StandardCharsets.UTF_8));
            try (Connection connection = postgres.connect()) {
                Transaction.<Void, IOException>on(connection, whole -> {
                    table.make(whole, "nobody", false, csv -> {
                        RowSink rows = csv.share();
                        for (int i = 0; i < lines.size(); i++) {
                            run(table, view, i, lines.get(i), rows);
                        }
                    });
                    return null;
                });
            }
        }
    }

    private static void run(ViewTable table, View view, long number, String line, RowSink into) throws IOException {
        try {
            view.run(line.getBytes(StandardCharsets.UTF_8), row -> into.row(table.row(number, row)));
        } catch (ViewRunException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static List<String> query(String columns, String name) throws SQLException {
        try (Connection connection = postgres.connect()) {
            BareDatabase.execute(connection, "set search_path = lab", "set time zone 'Europe/Berlin'");
            return BareDatabase.rows(
                    connection, "select concat_ws('|', " + columns + ") from (" + LabViews.sql(name) + ") as asked");
        }
    }

    static List<String> queries() {
        return LabViews.QUERIES;
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryRuns(String query) throws SQLException {
        assertThat(query("asked", query)).isNotEmpty();
    }

    @Test
    void resultsKeepDigitsComparatorsAndReasons() throws SQLException {
        assertThat(query("id, result", "results_as_text"))
                .contains("k1|4.10 mmol/L", "k3|not-performed", "tsh|<0.01 uU/mL", "ec1-amp|>=32 ug/mL", "ana|1:128");
    }

    @Test
    void theAntibiogramCountsAPatientsFirstIsolateOfAYear() throws SQLException {
        assertThat(query("year, organism, drug, isolates, susceptible, percent_susceptible, is_small", "antibiogram"))
                .containsExactly(
                        "2026|Enterococcus faecium|Ampicillin|1|0|0.0|t",
                        "2026|Escherichia coli|Ampicillin|2|1|50.0|t",
                        "2026|Escherichia coli|Ciprofloxacin|2|1|50.0|t",
                        "2027|Klebsiella pneumoniae|Ciprofloxacin|1|1|100.0|t",
                        "2027|Pseudomonas aeruginosa|Ciprofloxacin|1|1|100.0|t",
                        "2027|Staphylococcus aureus|Ciprofloxacin|3|1|33.3|t",
                        "2027|Staphylococcus aureus|Fusidic acid|1|1|100.0|t",
                        "2027|Staphylococcus aureus|Mupirocin|1|0|0.0|t");
    }

    @Test
    void controlsAreNoResultsAndTheirOutlierBreaksARule() throws SQLException {
        assertThat(query(
                        "device, material_id, test, unit, runs, round(cast(mean as numeric), 3), rule_1_3s, rule_2_2s",
                        "qc_statistics"))
                .containsExactly("chem-1|control-lot-7|WBC|10*3/uL|12|7.167|1|0");
    }
}
