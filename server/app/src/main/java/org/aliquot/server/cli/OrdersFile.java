package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of orders as a FHIR transaction.
 *
 * @param transaction Bundle as JSON
 * @param registrations which accession number is whose; empty for a Bundle, which is sent as it is
 */
record OrdersFile(String transaction, List<OrdersFile.Registration> registrations) {
    static final String COLUMNS =
            "accession,patient_id,family,given,birth_date,sex,specimen_type,collected_at,test_code,test_text";
    private static final Set<String> KNOWN = Set.of(COLUMNS.split(","));
    private static final Set<String> REQUIRED = Set.of("accession", "patient_id");

    /** One accession number and its patient's number. */
    record Registration(String accession, String patientId) {}

    OrdersFile {
        registrations = List.copyOf(registrations);
    }

    static OrdersFile read(Path file) throws CommandFailedException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (!name.endsWith(".csv")) {
                return new OrdersFile(text, List.of());
            }
            List<Map<String, String>> rows = rows(file, text);
            return new OrdersFile(OrdersBundle.of(rows), registrations(file, rows));
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED, file + ": cannot be read as UTF-8 text (" + e.getMessage() + ")");
        }
    }

    private static List<Map<String, String>> rows(Path file, String text) throws CommandFailedException, IOException {
        CsvSchema schema = CsvSchema.emptySchema().withHeader();
        try (MappingIterator<Map<String, String>> lines = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvParser.Feature.TRIM_SPACES)
                .with(CsvParser.Feature.SKIP_EMPTY_LINES)
                .with(schema)
                .readValues(text)) {
            List<Map<String, String>> rows = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            while (lines.hasNextValue()) {
                Map<String, String> row = lines.nextValue();
                int line = rows.size() + 2;
                unknownColumns(row).forEach(column -> problems.add("column '" + column + "' is none of " + COLUMNS));
                REQUIRED.stream()
                        .filter(column -> row.getOrDefault(column, "").isBlank())
                        .forEach(column -> problems.add("row " + line + ": " + column + " is empty"));
                rows.add(row);
            }
            if (rows.isEmpty()) {
                problems.add("no orders in it; expected a header line (" + COLUMNS + ") and one line for each order");
            }
            if (!problems.isEmpty()) {
                throw new CommandFailedException(
                        ExitCodes.REFUSED,
                        file + ": " + String.join("; ", new TreeSet<>(problems)) + ". Nothing was sent.");
            }
            return rows;
        }
    }

    private static List<Registration> registrations(Path file, List<Map<String, String>> rows)
            throws CommandFailedException {
        Map<String, String> patients = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            String accession = row.get("accession").strip();
            String patient = row.get("patient_id").strip();
            String other = patients.putIfAbsent(accession, patient);
            if (other != null && !other.equals(patient)) {
                throw new CommandFailedException(
                        ExitCodes.REFUSED,
                        file + ": accession " + accession + " stands for two patients. Nothing was sent.");
            }
        }
        return patients.entrySet().stream()
                .map(each -> new Registration(each.getKey(), each.getValue()))
                .toList();
    }

    private static Set<String> unknownColumns(Map<String, String> row) {
        Set<String> unknown = new TreeSet<>(row.keySet());
        unknown.removeAll(KNOWN);
        return unknown;
    }
}
