package org.aliquot.protocol.hl7v2;

import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Builds the answers to a message (HL7 v2.5.1 §2.9).
 *
 * <p>Original mode gives one application acknowledgement: AA, AE or AR. Enhanced mode, asked for by MSH-15 or MSH-16
 * holding AL, NE, ER or SU, gives the commit acknowledgement (CA, CE, CR) and the application acknowledgement each as
 * asked, none where none is asked. Devices that use MSH-16 for something else (0 patient, 1 calibration, 2 QC) are in
 * original mode; they get their MSH-16 back.
 */
public final class Hl7Acknowledgements {
    /** What became of the message. */
    public enum Outcome {
        /** Durably kept. */
        ACCEPTED('A'),
        /** Kept aside or failed; the sender may send it again. */
        ERROR('E'),
        /** Cannot be accepted as it is; sending it again will not help. */
        REJECTED('R');

        private final char letter;

        Outcome(char letter) {
            this.letter = letter;
        }
    }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final Set<String> CONDITIONS = Set.of("AL", "NE", "ER", "SU");
    private static final Map<String, String> ANSWERING_EVENT = Map.of("R30", "R33", "R31", "R33", "R32", "R33");
    private static final String INTERNAL_ERROR = "207";

    private Hl7Acknowledgements() {}

    /**
     * The answers the sender asked for, in the order to send them; empty when it asked for none.
     *
     * @param text for MSA-3, when not accepted: what is wrong, without patient data; may be empty
     * @param at for MSH-7
     */
    public static List<byte[]> answers(Hl7Message to, Outcome outcome, String text, OffsetDateTime at) {
        if (!isEnhanced(to)) {
            return List.of(answer(to, 'A', outcome, text, at));
        }
        List<byte[]> answers = new ArrayList<>();
        if (wanted(to.field(15), outcome)) {
            answers.add(answer(to, 'C', outcome, text, at));
        }
        if (wanted(to.field(16), outcome)) {
            answers.add(answer(to, 'A', outcome, text, at));
        }
        return answers;
    }

    /** The application acknowledgement, asked for or not. */
    public static byte[] application(Hl7Message to, Outcome outcome, String text, OffsetDateTime at) {
        return answer(to, 'A', outcome, text, at);
    }

    /** AR to bytes that are no message: nothing of theirs can be echoed. */
    public static byte[] unreadable(String text, OffsetDateTime at, Charset charset) {
        Hl7Delimiters usual = Hl7Delimiters.USUAL;
        return ("MSH|^~\\&|ALIQUOT||||" + TIME.format(at) + "||ACK|1|P|2.5.1\r"
                        + "MSA|AR||" + Hl7Escapes.encode(text, usual) + "\r"
                        + "ERR|||100^Segment sequence error^HL70357|E||||" + Hl7Escapes.encode(text, usual) + "\r")
                .getBytes(charset);
    }

    /** True when MSH-15 or MSH-16 asks for enhanced mode. */
    static boolean isEnhanced(Hl7Message message) {
        return CONDITIONS.contains(message.field(15)) || CONDITIONS.contains(message.field(16));
    }

    private static boolean wanted(String condition, Outcome outcome) {
        return switch (condition) {
            case "AL" -> true;
            case "ER" -> outcome != Outcome.ACCEPTED;
            case "SU" -> outcome == Outcome.ACCEPTED;
            default -> false;
        };
    }

    private static byte[] answer(Hl7Message to, char mode, Outcome outcome, String text, OffsetDateTime at) {
        Objects.requireNonNull(outcome, "outcome");
        Hl7Delimiters d = to.delimiters();
        Hl7Segment msh = to.header();
        List<String> header = new ArrayList<>(List.of(
                "MSH",
                d.encodingCharacters(),
                msh.rawField(5),
                msh.rawField(6),
                msh.rawField(3),
                msh.rawField(4),
                TIME.format(at),
                "",
                answerType(msh, d),
                msh.rawField(10),
                msh.rawField(11),
                msh.rawField(12),
                "",
                "",
                "",
                isEnhanced(to) ? "" : msh.rawField(16),
                "",
                msh.rawField(18)));
        while (header.get(header.size() - 1).isEmpty()) {
            header.remove(header.size() - 1);
        }
        String field = String.valueOf(d.field());
        boolean failed = outcome != Outcome.ACCEPTED;
        String said = failed ? Hl7Escapes.encode(text, d) : "";
        StringBuilder out = new StringBuilder();
        out.append(String.join(field, header)).append('\r');
        out.append("MSA").append(field).append(mode).append(outcome.letter);
        out.append(field).append(msh.rawField(10));
        if (failed) {
            out.append(field).append(said);
        }
        out.append('\r');
        if (failed && hasDetailedErr(to.version())) {
            String component = String.valueOf(d.component());
            String code = String.join(component, INTERNAL_ERROR, "Application internal error", "HL70357");
            out.append(String.join(field, "ERR", "", "", code, "E", "", "", "", said))
                    .append('\r');
        }
        return out.toString().getBytes(to.charset());
    }

    /** ACK with the event of the message; the structure only where the sender names one. */
    private static String answerType(Hl7Segment msh, Hl7Delimiters d) {
        String event = msh.component(9, 2);
        if (event.isEmpty()) {
            return "ACK";
        }
        String answering = Hl7Escapes.encode(ANSWERING_EVENT.getOrDefault(event, event), d);
        String type = "ACK" + d.component() + answering;
        return msh.component(9, 3).isEmpty() ? type : type + d.component() + "ACK";
    }

    /** ERR-3 and ERR-8 came with version 2.5; before, ERR is another shape and MSA-3 says all. */
    private static boolean hasDetailedErr(String version) {
        return version.compareTo("2.5") >= 0;
    }
}
