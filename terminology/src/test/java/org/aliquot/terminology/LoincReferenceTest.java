package org.aliquot.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our catalogue against LOINC's own list, where a copy of that list is kept beside the corpus. */
class LoincReferenceTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("aliquot.corpus", "corpus")).resolve("../terminology/loinc-reference.tsv");

    @Test
    void everyTermOfTheCatalogueIsInLoincAndItsUnitIsOfTheKindLoincExpects() throws IOException {
        assumeTrue(Files.exists(REFERENCE), "skipped: no LOINC reference at " + REFERENCE);
        Map<String, String> unitsOf = new HashMap<>();
        try (Stream<String> lines = Files.lines(REFERENCE)) {
            lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(cells -> unitsOf.put(cells[0], cells.length > 2 ? cells[2] : ""));
        }
        Ucum ucum = new Ucum();
        List<String> problems = new ArrayList<>();
        int checked = 0;
        for (Table.Row row : rows()) {
            String loinc = row.get("loinc");
            if (loinc.equals("-")) {
                continue;
            }
            checked++;
            String expected = unitsOf.get(loinc);
            if (expected == null) {
                problems.add(row.at() + ": " + loinc + " is not in LOINC");
            } else if (!row.get("unit").isEmpty() && !expected.isEmpty() && !fits(ucum, row.get("unit"), expected)) {
                problems.add(
                        row.at() + ": unit " + row.get("unit") + " for " + loinc + ", LOINC's example " + expected);
            }
        }
        assertThat(problems).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void checkDigitOfEveryTermFits() {
        assertThat(rows())
                .filteredOn(row -> !row.get("loinc").equals("-"))
                .allMatch(row -> CodeTables.checkDigitFits(row.get("loinc")));
    }

    private static boolean fits(Ucum ucum, String unit, String examples) {
        return Stream.of(examples.split("\\|")).anyMatch(example -> ucum.sameKind(unit, example));
    }

    private static List<Table.Row> rows() {
        List<Table.Row> rows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String dialect : Terminology.DIALECTS) {
            String name = "loinc/" + dialect + ".tsv";
            rows.addAll(Table.read(name, Terminology.class.getResourceAsStream(name), CodeTables.COLUMNS, problems)
                    .rows());
        }
        assertThat(problems).isEmpty();
        return rows;
    }
}
