package org.aliquot.instrument.mindraybc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aliquot.instrument.Findings;
import org.aliquot.lab.ControlMaterial.Purpose;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TestCode;
import org.aliquot.protocol.hl7v2.Hl7Message;

/**
 * What a message or an order was measured for. The family shows quality control in several places, not all of them in
 * every model; one sign is enough, for a control must never become a patient's result.
 */
final class BcPurpose {
    /** OBR-4: 00001 automated and 00002 manual count; 00003 to 00008 the kinds of quality control (newer models 01…). */
    private static final Pattern CONTROL_CODE = Pattern.compile("0[01]00[3-8]");

    private static final Pattern CONTROL_NAME = Pattern.compile("(?i).*\\b(QC|QCR|quality control)\\b.*");
    private static final Pattern CALIBRATION_NAME = Pattern.compile("(?i).*\\bcalibrat(ion|or)\\b.*");
    private static final Pattern CONTROL_ID = Pattern.compile("(?i)QC[-_ ].*");

    private BcPurpose() {}

    /**
     * What the header says, for all of the message.
     *
     * @return empty for patients' specimens
     */
    static Optional<Purpose> ofMessage(Hl7Message message, Findings findings) {
        Optional<Purpose> byKind = switch (message.header().component(16, 1).strip()) {
            case "1" -> Optional.of(Purpose.CALIBRATION);
            case "2" -> Optional.of(Purpose.QUALITY_CONTROL);
            // 0 is a patient's specimen; others are HL7's own use of the field (AL, NE …).
            default -> Optional.empty();
        };
        if (byKind.isPresent()) {
            return byKind;
        }
        String processing = message.processingId().strip().toUpperCase(Locale.ROOT);
        switch (processing) {
            case "", "P" -> {
                return Optional.empty();
            }
            case "Q" -> {
                return Optional.of(Purpose.QUALITY_CONTROL);
            }
            default -> {
                findings.warn(
                        ReasonCode.UNMAPPED_VALUE,
                        "MSH",
                        "MSH-11 marks the message as not production (expected P, Q or nothing);"
                                + " kept as control, never as a patient's");
                return Optional.of(Purpose.QUALITY_CONTROL);
            }
        }
    }

    /**
     * What one order says.
     *
     * @param laboratorysOwnPattern regular expression for the laboratory's own control numbers
     */
    static Optional<Purpose> ofOrder(
            Optional<TestCode> service, Optional<String> accession, Optional<String> laboratorysOwnPattern) {
        String name = service.flatMap(TestCode::text).orElse("");
        if (CALIBRATION_NAME.matcher(name).matches()) {
            return Optional.of(Purpose.CALIBRATION);
        }
        boolean byCode = service.filter(code -> code.system().equals(Optional.of("99MRC"))
                        && CONTROL_CODE.matcher(code.code()).matches())
                .isPresent();
        boolean byId = accession
                .filter(id -> CONTROL_ID.matcher(id).matches()
                        || laboratorysOwnPattern.map(id::matches).orElse(false))
                .isPresent();
        return byCode || byId || CONTROL_NAME.matcher(name).matches()
                ? Optional.of(Purpose.QUALITY_CONTROL)
                : Optional.empty();
    }
}
