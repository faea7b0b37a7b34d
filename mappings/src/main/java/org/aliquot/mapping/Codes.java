package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.TestCode;
import org.aliquot.terminology.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/** Codes beside codes: the standard's first, the instrument's own always, its words as text. */
final class Codes {
    private Codes() {}

    static CodeableConcept of(InstrumentId from, TestCode test, Optional<Concept> standard) {
        CodeableConcept code = new CodeableConcept();
        standard.ifPresent(concept -> code.addCoding(coding(concept)));
        if (!test.code().isBlank()) {
            code.addCoding(vendor(from, test));
        }
        return code.setText(name(test));
    }

    static Coding vendor(InstrumentId from, TestCode test) {
        Coding coding = new Coding().setSystem(Systems.instrument(from)).setCode(Texts.token(test.code()));
        test.text().filter(text -> !text.isBlank()).map(Texts::token).ifPresent(coding::setDisplay);
        return coding;
    }

    static Coding coding(Concept concept) {
        Coding coding = new Coding().setSystem(concept.system()).setCode(concept.code());
        return concept.display().isEmpty() ? coding : coding.setDisplay(concept.display());
    }

    static CodeableConcept concept(String system, String code, String display) {
        return new CodeableConcept().addCoding(new Coding(system, code, display));
    }

    /** What people call the test. */
    static String name(TestCode test) {
        String name =
                test.text().map(Texts::token).filter(text -> !text.isEmpty()).orElse(Texts.token(test.code()));
        return name.isEmpty() ? "unnamed" : name;
    }

    static ObservationStatus observationStatus(ResultStatus status) {
        return switch (status) {
            case PRELIMINARY -> ObservationStatus.PRELIMINARY;
            case FINAL -> ObservationStatus.FINAL;
            case CORRECTED -> ObservationStatus.CORRECTED;
            case CANCELLED -> ObservationStatus.CANCELLED;
            case ENTERED_IN_ERROR -> ObservationStatus.ENTEREDINERROR;
            case NOT_MEASURED -> ObservationStatus.REGISTERED;
            // What it was before this message is not in the message; who has it stored can tell.
            case CONFIRMED, UNKNOWN -> ObservationStatus.UNKNOWN;
        };
    }

    static DiagnosticReportStatus reportStatus(ResultStatus status) {
        return switch (status) {
            case PRELIMINARY -> DiagnosticReportStatus.PRELIMINARY;
            case FINAL, CONFIRMED -> DiagnosticReportStatus.FINAL;
            case CORRECTED -> DiagnosticReportStatus.CORRECTED;
            case CANCELLED -> DiagnosticReportStatus.CANCELLED;
            case ENTERED_IN_ERROR -> DiagnosticReportStatus.ENTEREDINERROR;
            case NOT_MEASURED -> DiagnosticReportStatus.REGISTERED;
            case UNKNOWN -> DiagnosticReportStatus.UNKNOWN;
        };
    }
}
