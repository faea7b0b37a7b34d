package org.aliquot.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ReasonCode;

/**
 * Collects what could not be mapped, once for each cause: thirty results in one unknown unit are one thing to mend.
 *
 * <p>Quotes the codes, units and words that a table's row would need, and no more of them than a table would hold: in a
 * shifted message a comment or a name may stand where a code should.
 */
final class FindingLog {
    /** Longest text of the instrument that a finding quotes, in characters. */
    static final int LONGEST_QUOTE = 40;

    private final InstrumentId from;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> causes = new HashSet<>();

    FindingLog(InstrumentId from) {
        this.from = from;
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }

    void unmappedCode(String code, String record) {
        add(
                ReasonCode.UNMAPPED_CODE,
                "code " + quoted(code),
                record,
                "no LOINC mapping; stored under the instrument's code; add a row to " + table() + " and replay");
    }

    void unmappedUnit(String code, String unit, String record) {
        add(
                ReasonCode.UNMAPPED_UNIT,
                "code " + quoted(code) + " in unit \"" + quoted(unit) + "\"",
                record,
                "unit in no table and not UCUM; stored as text, without UCUM code; correct the unit at the"
                        + " device or add a row to units.tsv, and replay");
    }

    void unitMismatch(String code, String unit, List<String> expected, String record) {
        add(
                ReasonCode.UNIT_MISMATCH,
                "code " + quoted(code) + (unit.isEmpty() ? " without unit" : " in unit " + quoted(unit)),
                record,
                "the table has it " + inWords(expected) + "; stored under the instrument's code; correct the unit at"
                        + " the device or add a row to " + table() + ", and replay");
    }

    void noFraction(String code, String record) {
        add(
                ReasonCode.UNIT_MISMATCH,
                "code " + quoted(code) + " without unit",
                record,
                "the table has it as a fraction of one, and a number or range of its panel is above one; stored without unit;"
                        + " have the device send its unit, or add a row to " + table() + ", and replay");
    }

    void notBlood(String record) {
        add(
                ReasonCode.UNMAPPED_CODE,
                "specimen other than blood",
                record,
                "the LOINC terms of these codes are for blood; stored under the instrument's codes alone. Correct the"
                        + " specimen's type at the device where it is blood");
    }

    void unmappedFlag(String flag, String record) {
        add(
                ReasonCode.UNMAPPED_VALUE,
                "flag " + quoted(flag),
                record,
                "no interpretation for it; kept as sent; add a row to flags.tsv and replay");
    }

    void unmappedValue(String what, String text, String table) {
        add(
                ReasonCode.UNMAPPED_VALUE,
                what + " \"" + quoted(text) + "\"",
                "",
                "in no table; kept as sent; add a row to " + table + " and replay");
    }

    /** Longer texts are not shown: in a shifted message a name may stand in this field. */
    void unmappedSex(String text) {
        unmappedValue(
                "sex", text.strip().length() > 1 ? "of " + text.strip().length() + " characters" : text, "genders.tsv");
    }

    void notANumberForFhir(String record) {
        add(ReasonCode.UNMAPPED_VALUE, "a number of more digits than FHIR carries", record, "stored as text");
    }

    /** One line without control characters, cut with "…"; the whole text is in the resource and in the kept bytes. */
    static String quoted(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .limit(LONGEST_QUOTE + 1L)
                .forEach(line::appendCodePoint);
        return line.codePointCount(0, line.length()) <= LONGEST_QUOTE
                ? line.toString()
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
    }

    private void add(ReasonCode reason, String subject, String record, String consequence) {
        if (causes.add(reason + " " + subject)) {
            String at = record.isEmpty() ? "" : ", record " + record;
            Finding finding = Finding.warning(reason, from + " " + subject + at + ": " + consequence);
            findings.add(record.isEmpty() ? finding : finding.at(record));
        }
    }

    private String table() {
        return "loinc/" + from.dialect() + ".tsv";
    }

    private static String inWords(List<String> units) {
        return String.join(
                " or ",
                units.stream()
                        .map(unit -> unit.isEmpty() ? "without unit" : "in " + unit)
                        .toList());
    }
}
