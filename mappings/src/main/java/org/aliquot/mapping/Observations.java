package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.terminology.Concept;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;

/** One Observation for each result. */
final class Observations {
    private final MessageScope scope;

    Observations(MessageScope scope) {
        this.scope = scope;
    }

    /**
     * A result and the term it was given.
     *
     * @param loinc present when the term is known and something was sent for it, be it a mask: what tells a panel's contents
     */
    record Coded(Observation observation, Optional<Concept> loinc) {}

    Coded of(Filing filing, Panel panel, TestResult result) {
        Optional<ReportedTime> measured = result.measuredAt().or(panel::measuredAt);
        ResultKey key = scope.key(
                filing.owner(),
                panel.code().map(TestCode::code).orElse(""),
                result.test().code(),
                result.run().orElse(""),
                measured);
        CodedTest test = CodedTest.of(scope, panel, result, filing.blood());

        Observation observation = filed(filing, filing.profile(), key, measured);
        observation.setStatus(Codes.observationStatus(result.status()));
        observation.setCode(Codes.of(scope.from(), result.test(), test.loinc()));
        Values.put(scope, result, test.unit(), observation);
        if (result.status() == ResultStatus.CONFIRMED) {
            scope.statusOnly(observation);
        }
        observation.setInterpretation(Interpretations.of(scope, result.flags(), result.sequence()));
        result.referenceRange().ifPresent(range -> Ranges.put(range, test.unit(), observation));
        result.operator()
                .or(panel::operator)
                .filter(name -> !name.isBlank())
                .ifPresent(name -> observation.addPerformer(new Reference().setDisplay(Texts.clean(name))));
        result.comments().forEach(comment -> note(observation, comment));
        if (result.edited()) {
            note(observation, "Edited at the instrument before release.");
        }
        AsReported.put(result, observation);
        return new Coded(observation, isSent(result.value()) ? test.loinc() : Optional.empty());
    }

    // A masked PLT is a PLT that was counted; the empty differential of an analyzer that names all it knows is none.
    private static boolean isSent(ResultValue value) {
        if (value instanceof ResultValue.Textual textual) {
            return !textual.text().isBlank();
        }
        return !(value instanceof ResultValue.Absent absent)
                || absent.original().filter(text -> !text.isBlank()).isPresent();
    }

    /** An Observation under its subject, with id and times and nothing yet found. */
    Observation filed(Filing filing, String profile, ResultKey key, Optional<ReportedTime> measured) {
        Observation observation = new Observation();
        observation.setId(key.id());
        observation.setMeta(scope.meta(profile));
        observation.addIdentifier(new Identifier().setSystem(Systems.RESULT).setValue(Texts.clean(key.text())));
        filing.basedOn().forEach(order -> observation.addBasedOn(order.copy()));
        observation.addCategory(filing.category().copy());
        observation.setSubject(filing.subject().copy());
        filing.encounter().ifPresent(encounter -> observation.setEncounter(encounter.copy()));
        observation.setEffective(
                measured.or(filing::collectedAt).map(Times::dateTime).orElseGet(Times::unknown));
        Times.issued(scope.report().sentAt(), scope.report().transcript()).ifPresent(observation::setIssuedElement);
        observation.setSpecimen(filing.specimen().copy());
        observation.setDevice(filing.device().copy());
        return observation;
    }

    static void note(Observation observation, String text) {
        if (!text.isBlank()) {
            observation.addNote(new Annotation().setText(Texts.clean(text)));
        }
    }
}
