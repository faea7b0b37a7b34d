package org.aliquot.instrument.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.instrument.Texts;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue.Answer;
import org.aliquot.lab.TestCode;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** Readings of HL7 v2 data types that every dialect needs. */
public final class Hl7Fields {
    /** HL7's null: it says that there is nothing, and is nothing itself. */
    static final String NULL = "\"\"";

    private Hl7Fields() {}

    /** A component; HL7's explicit null says nothing about a result. */
    public static Optional<String> said(Hl7Segment segment, int field, int component) {
        return said(segment, field, 1, component);
    }

    /** All components of the first repeat that say something, with a blank between: names, places. */
    public static Optional<String> joined(Hl7Segment segment, int field) {
        return segment.repeats(field).stream()
                .findFirst()
                .flatMap(components -> Texts.joined(
                        components.stream().filter(part -> !isNull(part)).toList()));
    }

    /** The field with its delimiters, decoded: where a text holds one that was not meant. Nulls are left out. */
    public static String whole(Hl7Segment segment, int field) {
        return String.join(
                "~",
                segment.repeats(field).stream()
                        .map(parts -> String.join(
                                "^",
                                parts.stream()
                                        .map(part -> isNull(part) ? "" : part)
                                        .toList()))
                        .toList());
    }

    /** Whether a component is HL7's null. */
    public static boolean isNull(String part) {
        return part.strip().equals(NULL);
    }

    /** A coded element (CE): identifier, text, system; the text alone serves as code where no identifier is sent. */
    public static Optional<TestCode> code(Hl7Segment segment, int field) {
        Optional<String> text = said(segment, field, 2);
        return said(segment, field, 1).or(() -> text).map(code -> new TestCode(code, text, said(segment, field, 3)));
    }

    /**
     * Coded answers (OBX-5 of type CE, CWE, CNE), one for each repeat that says something: identifier, text, system, the
     * same of an alternate system, the original text (CWE.9).
     */
    public static List<Answer> answers(Hl7Segment segment, int field) {
        List<Answer> answers = new ArrayList<>();
        for (int repeat = 1; repeat <= segment.repeats(field).size(); repeat++) {
            answer(segment, field, repeat).ifPresent(answers::add);
        }
        return answers;
    }

    private static Optional<Answer> answer(Hl7Segment segment, int field, int repeat) {
        List<TestCode> codes = new ArrayList<>();
        Optional<String> words = said(segment, field, repeat, 9);
        // CWE of version 2.7 has a second alternate in components 10 to 12.
        for (int first : new int[] {1, 4, 10}) {
            Optional<String> text = said(segment, field, repeat, first + 1);
            Optional<String> system = said(segment, field, repeat, first + 2);
            Optional<String> code = said(segment, field, repeat, first);
            code.ifPresent(sent -> codes.add(new TestCode(sent, text, system)));
            words = code.isPresent() || words.isPresent() ? words : text;
        }
        return codes.isEmpty() && words.isEmpty() ? Optional.empty() : Optional.of(new Answer(codes, words));
    }

    private static Optional<String> said(Hl7Segment segment, int field, int repeat, int component) {
        return Texts.said(segment.component(field, repeat, component)).filter(text -> !isNull(text));
    }

    /** The text of a unit (OBX-6), with every {@code ^} that belongs to it. */
    public static Optional<String> unit(Hl7Segment segment, int field) {
        return Hl7Units.of(segment, field);
    }

    /** NTE-3 of each note. */
    public static List<String> comments(List<Hl7Segment> notes) {
        return notes.stream()
                .flatMap(note -> note.repeats(3).stream())
                .flatMap(
                        components -> Texts.joined(components.stream()
                                        .filter(part -> !isNull(part))
                                        .toList())
                                .stream())
                .toList();
    }

    /**
     * Result status (HL7 table 0085).
     *
     * @return empty when the table has no such code, or none was sent
     */
    public static Optional<ResultStatus> resultStatus(String sent) {
        return switch (sent.strip().toUpperCase(Locale.ROOT)) {
            case "F" -> Optional.of(ResultStatus.FINAL);
            // "Change to final without retransmitting results already sent as preliminary."
            case "U" -> Optional.of(ResultStatus.CONFIRMED);
            case "P", "R", "S" -> Optional.of(ResultStatus.PRELIMINARY);
            case "C" -> Optional.of(ResultStatus.CORRECTED);
            // N is "not asked": nothing of it will come.
            case "X", "N" -> Optional.of(ResultStatus.CANCELLED);
            // "Posted as wrong, e.g. transmitted for wrong patient", and "deletes the OBX record".
            case "W", "D" -> Optional.of(ResultStatus.ENTERED_IN_ERROR);
            // "Specimen in lab; results pending", and "order detail description only (no result)".
            case "I", "O" -> Optional.of(ResultStatus.NOT_MEASURED);
            default -> Optional.empty();
        };
    }

    /** Order status (HL7 table 0123), as far as it says something about the results below. */
    public static Optional<ResultStatus> orderStatus(String sent) {
        return switch (sent.strip().toUpperCase(Locale.ROOT)) {
            case "F" -> Optional.of(ResultStatus.FINAL);
            case "P", "A", "R", "I", "S" -> Optional.of(ResultStatus.PRELIMINARY);
            case "C" -> Optional.of(ResultStatus.CORRECTED);
            case "X" -> Optional.of(ResultStatus.CANCELLED);
            default -> Optional.empty();
        };
    }
}
