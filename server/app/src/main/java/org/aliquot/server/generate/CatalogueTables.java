package org.aliquot.server.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aliquot.server.generate.Catalogue.Names;
import org.aliquot.server.generate.Catalogue.Panel;
import org.aliquot.server.generate.Catalogue.Place;
import org.aliquot.server.generate.Catalogue.Tube;
import org.aliquot.server.generate.Table.Row;

/** Puts the tables together; what is wrong in one is said with its line. */
final class CatalogueTables {
    private static final byte[] NOTHING = {};

    static Catalogue load() {
        Map<String, List<LabTest>> tests = TestTables.load();
        Map<String, List<Panel>> panels = new HashMap<>();
        for (Row row : Table.rows("panels.tsv")) {
            panels.computeIfAbsent(row.text("tube"), tube -> new ArrayList<>()).add(panel(row, tests));
        }
        return new Catalogue(
                Table.rows("tubes.tsv").stream().map(row -> tube(row, panels)).toList(),
                CultureTables.cultures(),
                CultureTables.drugs(),
                names());
    }

    private static Tube tube(Row row, Map<String, List<Panel>> panels) {
        String key = row.text("tube");
        return new Tube(
                key,
                row.real("per_cent"),
                Label.loinc(row.text("loinc"), row.text("department")),
                Label.specimenType(row),
                row.text("analyzer"),
                row.text("spoils_by"),
                row.real("spoiled_per_mille"),
                Optional.ofNullable(panels.get(key)).orElseThrow(() -> row.wrong("no panel is ordered on it")));
    }

    private static Panel panel(Row row, Map<String, List<LabTest>> tests) {
        String key = row.text("panel");
        String loinc = row.text("loinc");
        return new Panel(
                key,
                row.real("per_cent"),
                loinc.isEmpty() ? NOTHING : Label.loinc(loinc, row.text("display")),
                Optional.ofNullable(tests.get(key)).map(List::copyOf).orElseThrow(() -> row.wrong("it has no tests")));
    }

    private static Names names() {
        List<Row> rows = Table.rows("names.tsv");
        return new Names(
                names(rows, "family"),
                names(rows, "female"),
                names(rows, "male"),
                rows.stream()
                        .filter(row -> row.text("kind").equals("place"))
                        .map(row -> row.text("name").split(":"))
                        .map(parts -> new Place(Json.quoted(parts[0]), Json.quoted(parts[1])))
                        .toList());
    }

    private static List<String> names(List<Row> rows, String kind) {
        return rows.stream()
                .filter(row -> row.text("kind").equals(kind))
                .map(row -> Json.quoted(row.text("name")))
                .toList();
    }
}
