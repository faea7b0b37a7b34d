package org.aliquot.view.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources → views → Parquet → DuckDB → queries. The laboratory is invented ({@code laboratory.ndjson}). */
class LabQueriesTest {
    private static Connection database;

    @BeforeAll
    static void fill(@TempDir Path folder) throws Exception {
        LabTables.write(LabTables.lines(ndjson()), folder);
        database = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = database.createStatement()) {
            statement.execute("set TimeZone = 'Europe/Berlin'");
            for (String view : LabViews.VIEWS) {
                statement.execute(
                        "create table " + view + " as select * from '" + folder.resolve(view + ".parquet") + "'");
            }
        }
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    private static String ndjson() throws IOException {
        try (InputStream in = LabQueriesTest.class.getResourceAsStream("laboratory.ndjson")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Rows as text, values parted by bars; nothing is nothing. */
    private static List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int count = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    String value = result.getString(i);
                    values.add(value == null ? "" : value);
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    private static List<String> query(String columns, String name) throws SQLException {
        return rows("select " + columns + " from (" + LabViews.sql(name) + ")");
    }

    @Test
    void everyQueryRuns() throws SQLException {
        for (String query : LabViews.QUERIES) {
            assertThat(query("*", query)).as(query).isNotEmpty();
        }
    }

    @Test
    void resultsKeepDigitsComparatorsAndReasons() throws SQLException {
        assertThat(query("id, result", "results_as_text"))
                .contains(
                        "k1|4.10 mmol/L",
                        "k3|not-performed",
                        "tsh|<0.01 uU/mL",
                        "ec1|E. coli",
                        "ec1-amp|>=32 ug/mL",
                        "none|No growth")
                .contains(
                        "ana|1:128",
                        "vzv|<1:8",
                        "crp|1:>640",
                        "sed|5-10 /HPF",
                        "u24|0.150 g/(24.h)",
                        "count|3",
                        "yes|false",
                        "lmp|2026-03",
                        "at|08:30:00",
                        "span|2026-03-01/2026-03-05",
                        "mrsa|Methicillin resistant Staphylococcus aureus")
                .doesNotContain("withdrawn|1.0 mmol/L")
                .noneMatch(row -> row.startsWith("panel|"));
    }

    @Test
    void aResultThatIsNotMatchedToATubeKeepsTheNumberItCameWith() throws SQLException {
        assertThat(
                        rows(
                                "select specimen_id, specimen_number, loinc, local_code, unit, unit_ucum from results where id = 'tsh'"))
                .containsExactly("|27||TSH|uU/mL|");
    }

    @Test
    void aTimeKnownToTheMonthStaysOneAndIsNoMoment() throws SQLException {
        assertThat(rows("select effective, effective_at, issued_at::varchar from results where id = 'k3'"))
                .containsExactly("2026-01||2026-01-05 09:30:00+01");
    }

    @Test
    void whatTookAWhileAndWhatIsKnownToTheSecondHaveTimesToo() throws SQLException {
        assertThat(query("id, effective_at::varchar", "results_as_text"))
                .contains("u24|2026-04-01 06:00:00+02", "poc|2026-04-01 08:10:00.123+02");
    }

    @Test
    void partsOfAResultHaveRowsOfTheirOwn() throws SQLException {
        assertThat(
                        rows(
                                "select result_id, part, loinc, test, value_code_text, comparator, value_digits from result_components order by part"))
                .containsExactly("gene|0|48018-6|Gene|F5||", "gene|1|81258-6|Frequency||<|0.50");
    }

    @Test
    void theOrderIsFoundAmongWhatElseAResultIsBasedOn() throws SQLException {
        assertThat(rows("select order_id from results where id = 'ch'")).containsExactly("o1");
    }

    @Test
    void inventedPeopleAreKnown() throws SQLException {
        assertThat(rows("select id, test_data from patients order by id")).containsExactly("ada|true", "bert|false");
    }

    @Test
    void turnaroundIsToldFromOrderToReportInMinutes() throws SQLException {
        assertThat(query(
                        "test, priority, reports, changed_reports, order_to_collection_median, collection_to_receipt_median, receipt_to_report_median,"
                                + " order_to_report_p90",
                        "turnaround_time"))
                .containsExactly(
                        "Electrolytes|routine|2|1|10.0|30.0|40.0|88.0", "Electrolytes|stat|1|0|10.0|30.0|40.0|80.0");
    }

    @Test
    void onlyWhatWasFlaggedAsCriticalAndNotWithdrawnIsCritical() throws SQLException {
        assertThat(
                        rows(
                                "select id, interpretation, value_digits, value_code_display from critical_results order by id"))
                .containsExactly("k2|HH|6.90|", "mrsa|AA||Methicillin resistant Staphylococcus aureus");
        assertThat(query("test, interpretation, results, minutes_most", "critical_results"))
                .containsExactly("K|HH|1|40.0", "MRSA|AA|1|");
    }

    @Test
    void aCultureIsCountedByItsIsolatesAndNoGrowthIsNone() throws SQLException {
        assertThat(rows("select id, organism_code from microbiology_isolates order by id"))
                .containsExactly(
                        "ec1|112283007",
                        "ec2|112283007",
                        "ec3|112283007",
                        "ef1|90272000",
                        "kp1|56415008",
                        "kp2|56415008",
                        "kp3|56415008",
                        "pa1|52499004",
                        "sa1|3092008",
                        "sa2|3092008",
                        "sa3|3092008");
    }

    @Test
    void theAntibiogramCountsAPatientsFirstIsolateOfAYear() throws SQLException {
        assertThat(query("year, organism, drug, isolates, susceptible, percent_susceptible, is_small", "antibiogram"))
                .containsExactly(
                        "2026|Enterococcus faecium|Ampicillin|1|0|0.0|true",
                        "2026|Escherichia coli|Ampicillin|2|1|50.0|true",
                        "2026|Escherichia coli|Ciprofloxacin|2|1|50.0|true",
                        "2027|Klebsiella pneumoniae|Ciprofloxacin|1|1|100.0|true",
                        "2027|Pseudomonas aeruginosa|Ciprofloxacin|1|1|100.0|true",
                        "2027|Staphylococcus aureus|Ciprofloxacin|3|1|33.3|true",
                        "2027|Staphylococcus aureus|Fusidic acid|1|1|100.0|true",
                        "2027|Staphylococcus aureus|Mupirocin|1|0|0.0|true");
    }

    @Test
    void controlsAreNoResultsAndTheirOutlierBreaksARule() throws SQLException {
        assertThat(rows("select count(*) from results where id like 'qc%'")).containsExactly("0");
        assertThat(query(
                        "device, material_id, test, unit, runs, round(mean, 3), rule_1_3s, rule_2_2s", "qc_statistics"))
                .containsExactly("chem-1|control-lot-7|WBC|10*3/uL|12|7.167|1|0");
    }

    @Test
    void workIsCountedByDayAndInstrument() throws SQLException {
        assertThat(query(
                        "strftime(day, '%Y-%m-%d'), device, results, controls, specimens, tests",
                        "workload_by_instrument"))
                .startsWith("2026-01-01|chem-1|4|12|2|4", "2026-01-05|chem-1|1|0|1|1")
                .contains("2026-04-01|chem-1|1|0|1|1");
    }

    @Test
    void anOrderThatRepeatsAnotherWithinADayIsTold() throws SQLException {
        assertThat(query("test, requester_id, orders, patients, urgent, repeated_within_a_day", "test_utilisation"))
                .containsExactly("Electrolytes|dr|3|2|1|1", "||1|1|0|0", "||1|1|0|0");
    }
}
