package org.aliquot.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.aliquot.lab.InstrumentId;

/** Flags, materials, sex and panels by table. */
final class ValueTables implements ValueTranslator {
    static final List<String> FLAGS = List.of("dialect", "flag", "code", "display", "note");
    static final List<String> SPECIMENS =
            List.of("dialect", "text", "v2", "v2_display", "snomed", "snomed_display", "note");
    static final List<String> GENDERS = List.of("dialect", "text", "code", "note");
    static final List<String> PANELS = List.of("dialect", "local_code", "all_of", "any_of", "loinc", "display");

    private static final Set<String> GENDER_CODES = Set.of("male", "female", "other", "unknown", "-");
    private static final String MATERIAL = "http://terminology.hl7.org/CodeSystem/v2-0487";
    private static final String SNOMED_CT = "http://snomed.info/sct";

    private record Rule(String dialect, String localCode, Set<String> allOf, Set<String> anyOf, Concept panel) {
        boolean fits(InstrumentId from, Optional<String> code, Set<String> terms) {
            return (dialect.equals("*") || dialect.equals(from.dialect()))
                    && (localCode.isEmpty() || code.equals(Optional.of(localCode)))
                    && terms.containsAll(allOf)
                    && (anyOf.isEmpty() || anyOf.stream().anyMatch(terms::contains));
        }
    }

    private final Map<String, Optional<Concept>> flags = new HashMap<>();
    private final Map<String, List<Concept>> specimens = new HashMap<>();
    private final Map<String, String> genders = new HashMap<>();
    private final List<Rule> panels = new ArrayList<>();

    void addFlags(Table table) {
        for (Table.Row row : table.rows()) {
            flags.put(
                    key(row.get("dialect"), row.get("flag")),
                    concept(INTERPRETATION, row.get("code"), row.get("display")));
        }
    }

    void addSpecimens(Table table) {
        for (Table.Row row : table.rows()) {
            List<Concept> codes = new ArrayList<>();
            concept(MATERIAL, row.get("v2"), row.get("v2_display")).ifPresent(codes::add);
            concept(SNOMED_CT, row.get("snomed"), row.get("snomed_display")).ifPresent(codes::add);
            specimens.put(key(row.get("dialect"), row.get("text")), List.copyOf(codes));
        }
    }

    void addGenders(Table table, List<String> problems) {
        for (Table.Row row : table.rows()) {
            if (GENDER_CODES.contains(row.get("code"))) {
                genders.put(key(row.get("dialect"), row.get("text")), row.get("code"));
            } else {
                problems.add(row.at() + ": gender \"" + row.get("code") + "\", expected one of " + GENDER_CODES);
            }
        }
    }

    /** Puts a file's rules before those already here. */
    void addPanels(Table table) {
        List<Rule> rules = new ArrayList<>();
        for (Table.Row row : table.rows()) {
            rules.add(new Rule(
                    row.get("dialect"),
                    row.get("local_code"),
                    words(row.get("all_of")),
                    words(row.get("any_of")),
                    new Concept(Concept.LOINC, row.get("loinc"), row.get("display"))));
        }
        panels.addAll(0, rules);
    }

    @Override
    public Known<Concept> interpretation(InstrumentId from, String flag) {
        Known<Concept> asSent = look(flags, from, flag, Function.identity());
        // Some write h and l; a table that tells them from H and L has rows for them.
        return asSent.listed() ? asSent : look(flags, from, flag.toUpperCase(Locale.ROOT), Function.identity());
    }

    @Override
    public Known<List<Concept>> specimenType(InstrumentId from, String text) {
        return look(specimens, from, text, codes -> Optional.of(codes).filter(all -> !all.isEmpty()));
    }

    @Override
    public Known<String> gender(InstrumentId from, String text) {
        return look(genders, from, text, code -> Optional.of(code).filter(known -> !known.equals("-")));
    }

    @Override
    public Optional<Concept> panel(InstrumentId from, Optional<String> localCode, Set<String> loincTerms) {
        return panels.stream()
                .filter(rule -> rule.fits(from, localCode, loincTerms))
                .map(Rule::panel)
                .findFirst();
    }

    private static <R, T> Known<T> look(
            Map<String, R> rows, InstrumentId from, String text, Function<R, Optional<T>> meaning) {
        String asked = text.strip();
        R row = rows.getOrDefault(key(from.dialect(), asked), rows.get(key("*", asked)));
        if (row == null) {
            return Known.not();
        }
        return meaning.apply(row).map(Known::as).orElseGet(Known::withoutCode);
    }

    private static Optional<Concept> concept(String system, String code, String display) {
        return code.equals("-") ? Optional.empty() : Optional.of(new Concept(system, code, display));
    }

    private static Set<String> words(String cell) {
        return cell.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(cell.split(" +")));
    }

    private static String key(String dialect, String text) {
        return dialect + "\t" + text;
    }
}
