package org.aliquot.server.fhir;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aliquot.server.testsupport.BareDatabase;
import org.aliquot.server.testsupport.TestServer;

/** A laboratory's resources, stored by the server, then multiplied within the database. All persons are invented. */
final class ManyResources {
    /** Surrogate ids of one copy to the next; more than the originals use. */
    private static final long STEP = 1_000_000;

    private static final List<String> CODES = List.of("2823-3", "2951-2", "718-7", "1742-6", "2345-7");

    /** Each table with its key and the column that names its resource. */
    private static final Map<String, List<String>> TABLES = Map.of(
            "hfj_resource", List.of("res_id", "res_id"),
            "hfj_res_ver", List.of("pid", "res_id"),
            "hfj_res_tag", List.of("pid", "res_id"),
            "hfj_history_tag", List.of("pid", "res_id"),
            "hfj_res_link", List.of("pid", "src_resource_id"),
            "hfj_spidx_token", List.of("sp_id", "res_id"),
            "hfj_spidx_string", List.of("sp_id", "res_id"),
            "hfj_spidx_date", List.of("sp_id", "res_id"),
            "hfj_spidx_quantity", List.of("sp_id", "res_id"));

    private ManyResources() {}

    /** Stores {@code patients} patients with two specimens and ten results each. */
    static void store(TestServer server, int patients) {
        String entries = IntStream.range(0, patients)
                .boxed()
                .flatMap(patient -> resourcesOf(patient).entrySet().stream())
                .map(resource -> """
                        {"fullUrl":"%1$s","resource":%2$s,"request":{"method":"PUT","url":"%1$s"}}""".formatted(resource.getKey(), resource.getValue()))
                .collect(Collectors.joining(","));
        TestServer.Answer answer =
                server.post("", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
        if (answer.status() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    private static Map<String, String> resourcesOf(int patient) {
        Map<String, String> resources = new LinkedHashMap<>();
        resources.put("Patient/p" + patient, """
                {"resourceType":"Patient","id":"p%1$d","identifier":[{"system":"urn:test:mrn","value":"M%1$d"}],
                 "name":[{"family":"%2$s","given":["Ada"]}],"gender":"female","birthDate":"19%3$d-03-04"}""".formatted(
                patient, List.of("Adler", "Berg", "Dorn", "Falk", "Kern").get(patient % 5), 40 + patient));
        for (int visit = 0; visit < 2; visit++) {
            String at = "2025-%02d-%02dT08:30:00Z".formatted(1 + patient % 12, 1 + 10 * visit + patient % 10);
            String specimen = "p" + patient + "-s" + visit;
            resources.put("Specimen/" + specimen, """
                    {"resourceType":"Specimen","id":"%1$s","identifier":[{"system":"urn:test:acc","value":"%1$s"}],
                     "subject":{"reference":"Patient/p%2$d"},"collection":{"collectedDateTime":"%3$s"}}""".formatted(specimen, patient, at));
            StringBuilder results = new StringBuilder();
            for (int i = 0; i < CODES.size(); i++) {
                String id = "p" + patient + "-o" + visit + "-" + i;
                results.append(i == 0 ? "" : ",").append("{\"reference\":\"Observation/" + id + "\"}");
                resources.put(
                        "Observation/" + id, """
                        {"resourceType":"Observation","id":"%1$s","meta":{"source":"urn:test:analyzer-%2$d",
                         "tag":[{"system":"urn:test:tag","code":"t%2$d"}]},"status":"final",
                         "category":[{"coding":[{"system":"urn:test:category","code":"laboratory"}]}],
                         "code":{"coding":[{"system":"http://loinc.org","code":"%3$s","display":"Analyte %3$s"}]},
                         "subject":{"reference":"Patient/p%4$d"},"effectiveDateTime":"%5$s",
                         "specimen":{"reference":"Specimen/%6$s"},
                         "valueQuantity":{"value":%7$d.%2$d,"system":"http://unitsofmeasure.org","code":"mmol/L"}}""".formatted(id, i, CODES.get(i), patient, at, specimen, 3 + patient));
            }
            resources.put("DiagnosticReport/p" + patient + "-d" + visit, """
                    {"resourceType":"DiagnosticReport","id":"p%1$d-d%2$d","status":"final",
                     "code":{"coding":[{"system":"http://loinc.org","code":"24326-1"}]},
                     "subject":{"reference":"Patient/p%1$d"},"specimen":[{"reference":"Specimen/%3$s"}],
                     "effectiveDateTime":"%4$s","result":[%5$s]}""".formatted(
                            patient, visit, specimen, at, results));
        }
        return resources;
    }

    /** Adds {@code copies} copies of everything stored, each with ids, identifiers, days and values of its own. */
    static void multiply(Connection connection, int copies) throws SQLException {
        for (String table : TABLES.keySet()) {
            String key = TABLES.get(table).get(0);
            String resource = TABLES.get(table).get(1);
            List<String> columns = BareDatabase.rows(
                    connection,
                    "select column_name from information_schema.columns where table_name = '" + table
                            + "' order by ordinal_position");
            String values =
                    columns.stream().map(column -> valueOf(table, column, key)).collect(Collectors.joining(", "));
            BareDatabase.execute(
                    connection,
                    "insert into " + table + " (" + String.join(", ", columns) + ") select " + values
                            + " from generate_series(1, " + copies + ") k cross join " + table + " b where b." + key
                            + " < " + STEP + " and b." + resource
                            + " in (select res_id from hfj_resource where res_id < "
                            + STEP + " and res_type in ('Patient', 'Specimen', 'Observation', 'DiagnosticReport'))"
                            + " order by k, b." + key);
            BareDatabase.execute(connection, "vacuum (analyze) " + table);
        }
    }

    private static String valueOf(String table, String column, String key) {
        String moved = "b." + column + " + k * " + STEP;
        if (column.equals(key)) {
            return moved;
        }
        return switch (column) {
            case "res_id", "src_resource_id", "target_resource_id", "res_ver_pid" -> moved;
            case "fhir_id" -> "b.fhir_id || '-' || k";
            case "res_updated", "res_published" -> "b." + column + " + k * interval '7 seconds'";
            case "sp_value_low", "sp_value_high" -> "b." + column + " + k * interval '1 day'";
            case "sp_value_low_date_ordinal", "sp_value_high_date_ordinal" ->
                "to_char(b." + column.replace("_date_ordinal", "") + " + k * interval '1 day', 'YYYYMMDD')::int";
            case "hash_sys_and_value", "hash_value" ->
                "case when b.hash_identity in (select hash_identity from hfj_spidx_identity where sp_name = 'identifier') then b."
                        + column + " # k else b." + column + " end";
            case "sp_value" -> table.equals("hfj_spidx_quantity") ? "b.sp_value + k / 100.0" : "b.sp_value";
            default -> "b." + column;
        };
    }
}
