package org.aliquot.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aliquot.lab.InstrumentId;

/** Test codes by table. A device's rows win over its family's, a site's over ours. */
final class CodeTables implements CodeTranslator {
    static final List<String> COLUMNS = List.of("local_code", "unit", "loinc", "default_unit", "display", "note");

    private static final Pattern LOINC = Pattern.compile("\\d{1,7}-\\d");
    private static final String ANY = "*";

    private record Entry(String unit, String loinc, String defaultUnit, String display) {}

    private final Ucum ucum;
    private final UnitTranslator units;
    // For each owner and code the files' rows, the file that wins first.
    private final Map<String, List<List<Entry>>> entries = new HashMap<>();

    CodeTables(Ucum ucum, UnitTranslator units) {
        this.ucum = ucum;
        this.units = units;
    }

    /**
     * Puts a file's rows before those already here.
     *
     * @param owner a dialect ({@code sysmex-xn}) or one device of it ({@code sysmex-xn@bench-2})
     */
    void add(String owner, Table table, List<String> problems) {
        Map<String, List<Entry>> here = new HashMap<>();
        for (Table.Row row : table.rows()) {
            List<Entry> sameCode = here.computeIfAbsent(key(owner, row.get("local_code")), code -> new ArrayList<>());
            Optional<String> problem = problem(row, sameCode);
            if (problem.isPresent()) {
                problems.add(row.at() + ": " + problem.get());
            } else {
                sameCode.add(new Entry(row.get("unit"), row.get("loinc"), row.get("default_unit"), row.get("display")));
            }
        }
        here.forEach((code, added) ->
                entries.computeIfAbsent(code, unseen -> new ArrayList<>()).add(0, added));
    }

    @Override
    public Translation translate(InstrumentId from, String localCode, String unit) {
        List<List<Entry>> layers =
                new ArrayList<>(entries.getOrDefault(key(from.dialect() + "@" + from.device(), localCode), List.of()));
        layers.addAll(entries.getOrDefault(key(from.dialect(), localCode), List.of()));
        if (layers.isEmpty()) {
            return new Translation.UnknownCode();
        }
        Optional<String> code =
                unit.isBlank() ? Optional.of("") : units.toUcum(from, unit).map(Concept::code);
        for (List<Entry> layer : layers) {
            Optional<Entry> fitting = fitting(layer, code);
            if (fitting.isPresent()) {
                return translation(fitting.get());
            }
        }
        return code.isEmpty() ? new Translation.UnknownUnit() : wrongUnit(layers);
    }

    private static Translation wrongUnit(List<List<Entry>> layers) {
        List<Entry> all = layers.stream().flatMap(List::stream).toList();
        boolean oneTerm = all.stream().map(Entry::loinc).distinct().count() == 1;
        Optional<Concept> soleTerm = oneTerm && translation(all.get(0)) instanceof Translation.Term term
                ? Optional.of(term.loinc())
                : Optional.empty();
        return new Translation.WrongUnit(
                all.stream().map(Entry::unit).distinct().toList(), soleTerm);
    }

    private Optional<Entry> fitting(List<Entry> layer, Optional<String> code) {
        return layer.stream()
                .filter(entry -> entry.unit().equals(ANY) || code.equals(Optional.of(entry.unit())))
                .findFirst()
                .or(() -> layer.stream()
                        .filter(entry -> code.filter(sent -> ucum.sameKind(sent, entry.unit()))
                                .isPresent())
                        .findFirst());
    }

    private static Translation translation(Entry entry) {
        if (entry.loinc().equals("-")) {
            return new Translation.NoTerm();
        }
        return new Translation.Term(
                new Concept(Concept.LOINC, entry.loinc(), entry.display()),
                entry.defaultUnit().isEmpty() ? Optional.empty() : Optional.of(UnitTables.unit(entry.defaultUnit())));
    }

    private Optional<String> problem(Table.Row row, List<Entry> sameCode) {
        String unit = row.get("unit");
        String loinc = row.get("loinc");
        if (row.get("local_code").isEmpty()) {
            return Optional.of("no local_code");
        }
        if (!unit.isEmpty() && !unit.equals(ANY) && !ucum.isValid(unit)) {
            return Optional.of("unit \"" + unit + "\" is no UCUM unit; expected a code, * for any, or nothing");
        }
        if (!loinc.equals("-") && !(LOINC.matcher(loinc).matches() && checkDigitFits(loinc))) {
            return Optional.of("\"" + loinc + "\" is no LOINC code; expected digits, dash, check digit, or - for none");
        }
        String defaultUnit = row.get("default_unit");
        if (!defaultUnit.isEmpty() && !ucum.isValid(defaultUnit)) {
            return Optional.of("default_unit \"" + defaultUnit + "\" is no UCUM unit");
        }
        if (sameCode.stream().anyMatch(entry -> entry.unit().equals(unit))) {
            return Optional.of("a second row for " + row.get("local_code") + " in unit \"" + unit + "\"; remove one");
        }
        return Optional.empty();
    }

    /** LOINC's check digit: modulus 10, every second digit doubled (LOINC Users' Guide, appendix on check digits). */
    static boolean checkDigitFits(String loinc) {
        int dash = loinc.indexOf('-');
        int sum = 0;
        boolean doubled = true;
        for (int i = dash - 1; i >= 0; i--) {
            int digit = loinc.charAt(i) - '0';
            int value = doubled ? digit * 2 : digit;
            sum += value > 9 ? value - 9 : value;
            doubled = !doubled;
        }
        return (10 - sum % 10) % 10 == loinc.charAt(dash + 1) - '0';
    }

    private static String key(String owner, String localCode) {
        return owner + "\t" + localCode;
    }
}
