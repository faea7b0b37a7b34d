package org.aliquot.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.SuspectFlag;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.terminology.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;

/** The Observation that holds a panel together: its members are results; flags, settings and remarks hang on it. */
final class Panels {
    private final MessageScope scope;
    private final Observations observations;

    Panels(MessageScope scope) {
        this.scope = scope;
        this.observations = new Observations(scope);
    }

    /**
     * A panel's Observations.
     *
     * @param members one for each result, in the order sent
     * @param measured the panel's own time, or its results' first: a reflex test comes minutes later, in a message that repeats the first one's
     *     results, and completes the same panel
     */
    record Mapped(Observation panel, List<Observation> members, ResultKey key, Optional<ReportedTime> measured) {}

    Mapped of(Filing filing, Panel panel) {
        List<Observations.Coded> results = new ArrayList<>();
        for (TestResult result : panel.results()) {
            results.add(observations.of(filing, panel, result));
        }
        Optional<ReportedTime> measured = panel.measuredAt()
                .or(() -> panel.results().stream()
                        .flatMap(result -> result.measuredAt().stream())
                        .min(Comparator.comparing(time -> time.at().toInstant())));
        ResultKey key =
                scope.key(filing.owner(), panel.code().map(TestCode::code).orElse(""), "", "", measured);
        Observation whole =
                observations.filed(filing, results.isEmpty() ? filing.profile() : filing.panelProfile(), key, measured);
        whole.setStatus(Codes.observationStatus(Statuses.of(panel)));
        whole.setCode(code(panel, results));
        panel.operator()
                .filter(name -> !name.isBlank())
                .ifPresent(name -> whole.addPerformer(new Reference().setDisplay(Texts.clean(name))));
        if (results.isEmpty()) {
            whole.setDataAbsentReason(Codes.concept(Systems.HL7_ABSENT, "unknown", "Unknown"));
        }
        results.forEach(result -> whole.addHasMember(reference(result.observation())));
        panel.context().stream()
                .filter(setting -> !setting.value().isBlank())
                .forEach(setting -> whole.addExtension(AsReported.runContext(scope, setting)));
        suspicions(panel, whole);
        panel.comments().forEach(comment -> Observations.note(whole, comment));
        panel.attachments().stream()
                .filter(attachment -> attachment.data().isEmpty())
                .forEach(attachment -> Observations.note(whole, notHere(attachment)));
        return new Mapped(
                whole, results.stream().map(Observations.Coded::observation).toList(), key, measured);
    }

    static Reference reference(Observation observation) {
        return new Reference("Observation/" + observation.getIdElement().getIdPart());
    }

    private CodeableConcept code(Panel panel, List<Observations.Coded> results) {
        Set<String> terms = results.stream()
                .flatMap(result -> result.loinc().stream())
                .map(Concept::code)
                .collect(Collectors.toSet());
        Optional<Concept> loinc =
                scope.terminology().values().panel(scope.from(), panel.code().map(TestCode::code), terms);
        if (panel.code().isPresent()) {
            return Codes.of(scope.from(), panel.code().get(), loinc);
        }
        CodeableConcept code = new CodeableConcept();
        loinc.ifPresent(concept -> code.addCoding(Codes.coding(concept)));
        return code.setText(loinc.map(Concept::display).orElse("Laboratory results"));
    }

    private void suspicions(Panel panel, Observation whole) {
        List<String> raised = new ArrayList<>();
        List<String> notRaised = new ArrayList<>();
        for (SuspectFlag flag : panel.suspectFlags()) {
            (flag.raised() ? raised : notRaised).add(inWords(flag));
            if (flag.raised()) {
                Coding coding = Codes.vendor(scope.from(), flag.test());
                whole.addInterpretation(new CodeableConcept().addCoding(coding).setText(Codes.name(flag.test())));
            }
        }
        if (!raised.isEmpty()) {
            Observations.note(whole, "Suspicions raised by the instrument: " + String.join("; ", raised));
        }
        if (!notRaised.isEmpty()) {
            Observations.note(whole, "Suspicions judged and not raised: " + String.join("; ", notRaised));
        }
    }

    private static String inWords(SuspectFlag flag) {
        return Codes.name(flag.test())
                + flag.score()
                        .filter(score -> !score.isBlank())
                        .map(score -> " (" + score + ")")
                        .orElse("");
    }

    private static String notHere(Attachment attachment) {
        String what = Codes.name(attachment.what());
        return attachment
                .reference()
                .map(name -> "Picture kept at the instrument: " + what + ", " + name)
                .orElse("Picture without content: " + what);
    }
}
