package org.aliquot.protocol.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.aliquot.protocol.hl7v2.Hl7Acknowledgements.Outcome;
import org.junit.jupiter.api.Test;

class Hl7AcknowledgementsTest {
    private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-01-01T12:00:00+01:00");

    @Test
    void anOriginalModeMessageGetsOneApplicationAcknowledgement() throws Exception {
        assertThat(answers(
                        "MSH|^~\\&|Counter|Lab|LIS|Host|20260101||ORU^R01|77|P|2.3.1||||||UNICODE\r", Outcome.ACCEPTED))
                .containsExactly(
                        "MSH|^~\\&|LIS|Host|Counter|Lab|20260101120000||ACK^R01|77|P|2.3.1||||||UNICODE\rMSA|AA|77\r");
    }

    @Test
    void whatCannotBeStoredIsAnErrorAndWhatCannotBeUsedIsRejected() throws Exception {
        String message = "MSH|^~\\&|C||L||2026||ORU^R01|77|P|2.3.1\r";
        assertThat(answers(message, Outcome.ERROR))
                .containsExactly("MSH|^~\\&|L||C||20260101120000||ACK^R01|77|P|2.3.1\rMSA|AE|77|no \\T\\ room\r");
        assertThat(answers(message, Outcome.REJECTED))
                .singleElement()
                .asString()
                .contains("\rMSA|AR|77|");
    }

    @Test
    void fromVersionTwoFiveAnErrorHasAnErrSegment() throws Exception {
        assertThat(answers("MSH|^~\\&|C||L||2026||OUL^R22^OUL_R22|77|P|2.5.1\r", Outcome.ERROR))
                .containsExactly("MSH|^~\\&|L||C||20260101120000||ACK^R22^ACK|77|P|2.5.1\rMSA|AE|77|no \\T\\ room\r"
                        + "ERR|||207^Application internal error^HL70357|E||||no \\T\\ room\r");
    }

    @Test
    void aDeviceThatPutsThePatientOrQcMarkIntoMsh16IsInOriginalMode() throws Exception {
        assertThat(answers("MSH|^~\\&|C||L||2026||ORU^R01|1|P|2.3.1||||2||ASCII\r", Outcome.ACCEPTED))
                .containsExactly("MSH|^~\\&|L||C||20260101120000||ACK^R01|1|P|2.3.1||||2||ASCII\rMSA|AA|1\r");
    }

    @Test
    void enhancedModeGivesWhatIsAskedFor() throws Exception {
        assertThat(codes("NE", "AL", Outcome.ACCEPTED)).containsExactly("AA");
        assertThat(codes("AL", "NE", Outcome.ACCEPTED)).containsExactly("CA");
        assertThat(codes("AL", "AL", Outcome.ACCEPTED)).containsExactly("CA", "AA");
        assertThat(codes("ER", "AL", Outcome.ACCEPTED)).containsExactly("AA");
        assertThat(codes("ER", "AL", Outcome.ERROR)).containsExactly("CE", "AE");
        assertThat(codes("AL", "", Outcome.REJECTED)).containsExactly("CR");
        assertThat(codes("SU", "SU", Outcome.ERROR)).isEmpty();
        assertThat(codes("NE", "NE", Outcome.ACCEPTED)).isEmpty();
        assertThat(codes("", "", Outcome.ACCEPTED)).containsExactly("AA");
    }

    @Test
    void anApplicationAcknowledgementCanBeMadeUnasked() throws Exception {
        Hl7Message message = parse("MSH|^~\\&|C||L||2026||OUL^R22|1|P|2.5|||NE|NE\r");
        assertThat(new String(
                        Hl7Acknowledgements.application(message, Outcome.ACCEPTED, "", NOON), StandardCharsets.UTF_8))
                .contains("\rMSA|AA|1\r");
    }

    @Test
    void observationsFromPointOfCareAreAnsweredByAckR33() throws Exception {
        assertThat(answers("MSH|^~\\&|C||L||2026||ORU^R32^ORU_R30|1|P|2.5\r", Outcome.ACCEPTED))
                .singleElement()
                .asString()
                .contains("|ACK^R33^ACK|");
    }

    @Test
    void theAnswerUsesTheDelimitersAndTheCharacterSetOfTheMessage() throws Exception {
        byte[] latin = "MSH#*!/+#Z\u00E4hler##L##2026##ORU*R01#1#P#2.3.1\r".getBytes(StandardCharsets.ISO_8859_1);
        Hl7Message message = Hl7Message.parse(latin, StandardCharsets.ISO_8859_1);
        byte[] answer = Hl7Acknowledgements.application(message, Outcome.ACCEPTED, "", NOON);
        assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                .isEqualTo("MSH#*!/+#L##Z\u00E4hler##20260101120000##ACK*R01#1#P#2.3.1\rMSA#AA#1\r");
    }

    @Test
    void bytesThatAreNoMessageAreRejected() throws Exception {
        Hl7Message answer = Hl7Message.parse(
                Hl7Acknowledgements.unreadable("no MSH | here", NOON, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(answer.type()).isEqualTo("ACK");
        assertThat(answer.segments().get(1).field(1)).isEqualTo("AR");
        assertThat(answer.segments().get(1).field(3)).isEqualTo("no MSH | here");
    }

    private static List<String> codes(String accept, String application, Outcome outcome) throws Hl7FormatException {
        String header = "MSH|^~\\&|C||L||2026||OUL^R22|1|P|2.5.1|||" + accept + "|" + application + "\r";
        return answers(header, outcome).stream()
                .map(a -> a.substring(a.indexOf("MSA|") + 4, a.indexOf("MSA|") + 6))
                .toList();
    }

    private static List<String> answers(String message, Outcome outcome) throws Hl7FormatException {
        return Hl7Acknowledgements.answers(parse(message), outcome, "no & room", NOON).stream()
                .map(b -> new String(b, StandardCharsets.UTF_8))
                .toList();
    }

    private static Hl7Message parse(String text) throws Hl7FormatException {
        return Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
