package org.aliquot.instrument.hl7;

import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.Texts;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.TestCode;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** Readings of HL7 v2 data types that every dialect needs. */
public final class Hl7Fields {
    private static final String NULL = "\"\"";

    private Hl7Fields() {}

    /** A component; HL7's explicit null says nothing about a result. */
    public static Optional<String> said(Hl7Segment segment, int field, int component) {
        return Texts.said(segment.component(field, component)).filter(text -> !text.equals(NULL));
    }

    /** All components of the first repeat that say something, with a blank between: names, places. */
    public static Optional<String> joined(Hl7Segment segment, int field) {
        return segment.repeats(field).stream()
                .findFirst()
                .flatMap(components -> Texts.joined(
                        components.stream().filter(part -> !part.equals(NULL)).toList()));
    }

    /** The field with its delimiters, decoded: where a text holds one that was not meant. */
    public static String whole(Hl7Segment segment, int field) {
        List<List<String>> repeats = segment.repeats(field);
        return String.join(
                "~", repeats.stream().map(parts -> String.join("^", parts)).toList());
    }

    /** A coded element (CE): identifier, text, system; the text alone serves as code where no identifier is sent. */
    public static Optional<TestCode> code(Hl7Segment segment, int field) {
        Optional<String> text = said(segment, field, 2);
        return said(segment, field, 1).or(() -> text).map(code -> new TestCode(code, text, said(segment, field, 3)));
    }

    /**
     * Units (OBX-6): a coded element, of which the identifier is the unit's text. Many devices write {@code 10^9/L} as it
     * is printed; the {@code ^} is then part of the unit.
     */
    public static Optional<String> unit(Hl7Segment segment, int field) {
        String first = segment.component(field, 1).strip();
        String second = segment.component(field, 2).strip();
        boolean power = first.endsWith("10") && !second.isEmpty() && Character.isDigit(second.charAt(0));
        return Texts.said(power ? first + "^" + second : first).filter(text -> !text.equals(NULL));
    }

    /** NTE-3 of each note. */
    public static List<String> comments(List<Hl7Segment> notes) {
        return notes.stream()
                .flatMap(note -> note.repeats(3).stream())
                .flatMap(components -> Texts.joined(components).stream())
                .toList();
    }

    /**
     * Result status (HL7 table 0085).
     *
     * @return empty when the table has no such code, or none was sent
     */
    public static Optional<ResultStatus> resultStatus(String sent) {
        return switch (sent.strip()) {
            case "F" -> Optional.of(ResultStatus.FINAL);
            // "Change to final without retransmitting results already sent as preliminary."
            case "U" -> Optional.of(ResultStatus.CONFIRMED);
            case "P", "R", "S", "I" -> Optional.of(ResultStatus.PRELIMINARY);
            case "C" -> Optional.of(ResultStatus.CORRECTED);
            case "X" -> Optional.of(ResultStatus.CANCELLED);
            // "Posted as wrong, e.g. transmitted for wrong patient", and "deletes the OBX record".
            case "W", "D" -> Optional.of(ResultStatus.ENTERED_IN_ERROR);
            case "N", "O" -> Optional.of(ResultStatus.NOT_MEASURED);
            default -> Optional.empty();
        };
    }

    /** Order status (HL7 table 0123), as far as it says something about the results below. */
    public static Optional<ResultStatus> orderStatus(String sent) {
        return switch (sent.strip()) {
            case "F" -> Optional.of(ResultStatus.FINAL);
            case "P", "A", "R", "I", "S" -> Optional.of(ResultStatus.PRELIMINARY);
            case "C" -> Optional.of(ResultStatus.CORRECTED);
            case "X" -> Optional.of(ResultStatus.CANCELLED);
            default -> Optional.empty();
        };
    }
}
