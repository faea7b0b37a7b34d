package org.aliquot.mapping;

import java.util.List;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.Panel;
import org.aliquot.lab.SpecimenReport;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/** One DiagnosticReport for a panel of a patient's specimen. Controls have none. */
final class DiagnosticReports {
    private final MessageScope scope;

    DiagnosticReports(MessageScope scope) {
        this.scope = scope;
    }

    DiagnosticReport of(Filing filing, Subject subject, SpecimenReport specimen, Panel panel, Panels.Mapped mapped) {
        DiagnosticReport report = new DiagnosticReport();
        report.setId(Ids.of("DiagnosticReport", mapped.key().id()));
        report.setMeta(scope.meta(Systems.REPORT_PROFILE));
        subject.contained().ifPresent(patient -> contain(patient, report));
        specimen.specimen().accession().ifPresent(number -> report.addIdentifier(Specimens.accession(number)));
        panel.orderNumber()
                .filter(number -> !number.isBlank())
                .ifPresent(number -> report.addIdentifier(new Identifier()
                        .setType(Codes.concept(Systems.HL7_IDENTIFIER_TYPE, "PLAC", "Placer Identifier"))
                        .setValue(Texts.clean(number))));
        filing.basedOn().forEach(order -> report.addBasedOn(order.copy()));
        report.setStatus(Codes.reportStatus(Statuses.of(panel)));
        report.addCategory(Codes.concept(Systems.HL7_REPORT_CATEGORY, "LAB", "Laboratory"));
        report.setCode(mapped.panel().getCode().copy());
        report.setSubject(filing.subject().copy());
        filing.encounter().ifPresent(encounter -> report.setEncounter(encounter.copy()));
        report.setEffective(mapped.panel().getEffective().copy());
        report.setIssuedElement(
                Times.issued(scope.report().sentAt(), scope.report().transcript())
                        .orElseGet(Times::unknownInstant));
        mapped.panel().getPerformer().forEach(performer -> report.addPerformer(performer.copy()));
        report.addSpecimen(filing.specimen().copy());
        // The panel and its members: not every reader follows hasMember.
        report.addResult(Panels.reference(mapped.panel()));
        for (Observation member : mapped.members()) {
            report.addResult(Panels.reference(member));
        }
        panel.attachments().forEach(attachment -> present(attachment, report));
        return report;
    }

    static Reference reference(DiagnosticReport report) {
        return new Reference("DiagnosticReport/" + report.getIdElement().getIdPart());
    }

    static List<Reference> references(List<DiagnosticReport> reports) {
        return reports.stream().map(DiagnosticReports::reference).toList();
    }

    // Not as the subject: whoever finds a reference there takes the patient for a registered one.
    private static void contain(Patient stated, DiagnosticReport report) {
        report.addContained(stated.copy());
        report.addExtension(new Extension(
                Systems.HL7_SUPPORTING_INFO,
                new Reference("#" + Subject.CONTAINED_ID).setDisplay("The patient as the instrument states it")));
    }

    private static void present(Attachment attachment, DiagnosticReport report) {
        attachment.data().ifPresent(data -> {
            org.hl7.fhir.r4.model.Attachment form = report.addPresentedForm();
            form.setTitle(Codes.name(attachment.what()));
            form.setData(data);
            form.setContentType(attachment.mediaType().orElse("application/octet-stream"));
        });
    }
}
