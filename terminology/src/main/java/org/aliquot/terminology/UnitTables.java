package org.aliquot.terminology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.lab.InstrumentId;

/** Units by table, then by UCUM itself. */
final class UnitTables implements UnitTranslator {
    static final List<String> COLUMNS = List.of("dialect", "text", "ucum", "note");

    private final Ucum ucum;
    private final Map<String, String> codes = new HashMap<>();

    UnitTables(Ucum ucum) {
        this.ucum = ucum;
    }

    /** Adds a file's rows over those already here. */
    void add(Table table, List<String> problems) {
        Map<String, String> here = new HashMap<>();
        for (Table.Row row : table.rows()) {
            String code = row.get("ucum");
            if (!code.equals("-") && !ucum.isValid(code)) {
                problems.add(row.at() + ": \"" + code + "\" is no UCUM unit; expected a code, or - for none");
            } else if (here.put(key(row.get("dialect"), row.get("text")), code) != null) {
                problems.add(row.at() + ": a second row for \"" + row.get("text") + "\"; remove one");
            }
        }
        codes.putAll(here);
    }

    @Override
    public Known<Concept> translate(InstrumentId from, String text) {
        List<String> spellings = UnitSpelling.all(text);
        // Rows first, for every spelling: to UCUM m/ul is a metre, and the row for m/uL says that nobody knows.
        for (String spelling : spellings) {
            String listed = codes.getOrDefault(key(from.dialect(), spelling), codes.get(key("*", spelling)));
            if (listed != null) {
                return listed.equals("-") ? Known.withoutCode() : Known.as(unit(listed));
            }
        }
        return spellings.stream()
                .filter(ucum::isLaboratoryUnit)
                .findFirst()
                .map(spelling -> Known.as(unit(spelling)))
                .orElseGet(Known::not);
    }

    static Concept unit(String code) {
        return new Concept(Concept.UCUM, code, code);
    }

    private static String key(String dialect, String text) {
        return dialect + "\t" + text;
    }
}
