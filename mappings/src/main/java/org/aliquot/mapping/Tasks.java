package org.aliquot.mapping;

import java.util.List;
import java.util.Optional;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.mapping.Matching.Match;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * Asks a technician to match a specimen. One for what a message reports of it, by its first report: a correction of that
 * report is the same question, another run of the tube another one. Tube numbers come again, and whoever answers for the
 * one run has not answered for the other.
 */
final class Tasks {
    private Tasks() {}

    static Task of(
            MessageScope scope,
            SpecimenReport specimen,
            int position,
            Match.Unmatched why,
            List<DiagnosticReport> reports) {
        Optional<String> accession = specimen.specimen().accession();
        Optional<InstantType> issued =
                Times.issued(scope.report().sentAt(), scope.report().transcript());
        Task task = new Task();
        task.setId(id(scope, position, reports));
        task.setMeta(scope.source());
        accession.ifPresent(number -> task.addIdentifier(Specimens.accession(number)));
        task.setStatus(TaskStatus.REQUESTED);
        task.setIntent(TaskIntent.ORDER);
        task.setCode(Codes.concept(Systems.TASK_CODE, "match-specimen", "Match the specimen to its order"));
        String question = Texts.clean(why.message());
        task.setDescription(question);
        task.setReasonCode(
                Codes.concept(Systems.FINDING_REASON, why.reason().code(), null).setText(question));
        issued.ifPresent(at -> task.setAuthoredOnElement(new DateTimeType(at.getValueAsString())));
        for (DiagnosticReport report : reports) {
            if (task.hasFocus()) {
                task.addInput()
                        .setType(new CodeableConcept().setText("further report"))
                        .setValue(DiagnosticReports.reference(report));
            } else {
                task.setFocus(DiagnosticReports.reference(report));
            }
        }
        return task;
    }

    private static String id(MessageScope scope, int position, List<DiagnosticReport> reports) {
        return reports.stream()
                .findFirst()
                .map(first -> Ids.of("Task", first.getIdElement().getIdPart()))
                .orElseGet(() -> Ids.of("Task", scope.report().id().digest(), Integer.toString(position)));
    }
}
