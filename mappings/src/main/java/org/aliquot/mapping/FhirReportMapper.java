package org.aliquot.mapping;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ControlMaterial.Purpose;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.mapping.Matching.Match;
import org.aliquot.terminology.Terminology;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;

/** The order of work: device, then each specimen with its results, then controls, then the message's Provenance. */
public final class FhirReportMapper implements ReportMapper {
    private final Terminology terminology;
    private final String software;

    /**
     * A mapper. Safe for use by many threads.
     *
     * @param software name and version of this program, for the Provenance ({@code aliquot/0.1.0})
     */
    public FhirReportMapper(Terminology terminology, String software) {
        this.terminology = Objects.requireNonNull(terminology, "terminology");
        this.software = Objects.requireNonNull(software, "software");
    }

    @Override
    public Mapped map(LabReport report, Matching matching) {
        MessageScope scope = new MessageScope(report, terminology);
        List<Resource> told = new ArrayList<>();
        List<Resource> asked = new ArrayList<>();
        for (int i = 0; i < report.specimens().size(); i++) {
            specimen(scope, report.specimens().get(i), i, matching, told, asked);
        }
        for (int i = 0; i < report.controls().size(); i++) {
            control(scope, report.controls().get(i), i, told);
        }
        List<Resource> resources = new ArrayList<>();
        Resource device = Devices.of(scope);
        resources.add(device);
        resources.addAll(told);
        resources.addAll(asked);
        resources.add(Provenances.of(scope, software, told.isEmpty() ? List.of(device) : told));
        return new Mapped(distinct(resources), scope.findings().all(), scope.statusOnly());
    }

    private static void specimen(
            MessageScope scope,
            SpecimenReport report,
            int position,
            Matching matching,
            List<Resource> told,
            List<Resource> asked) {
        Match match = matching.of(report);
        Subject subject = Subject.of(scope, report.patient(), position, match);
        subject.created().ifPresent(told::add);
        List<Reference> orders = match instanceof Match.Registered registered
                ? registered.orders().stream().map(Reference::new).toList()
                : List.of();
        Optional<Reference> registeredSpecimen = match instanceof Match.Registered registered
                ? registered.specimen().map(Reference::new)
                : Optional.empty();
        Reference specimen = registeredSpecimen.orElseGet(() -> {
            Specimen stub = new Specimens(scope).of(report, position, subject.reference(), orders);
            told.add(stub);
            return new Reference("Specimen/" + stub.getIdElement().getIdPart());
        });
        Filing filing = new Filing(
                report.specimen().accession().orElseGet(() -> scope.nameless(position)),
                Systems.OBSERVATION_PROFILE,
                Systems.PANEL_PROFILE,
                Codes.concept(Systems.HL7_CATEGORY, "laboratory", "Laboratory"),
                subject.reference(),
                specimen,
                scope.device(),
                orders,
                match instanceof Match.Registered registered
                        ? registered.encounter().map(Reference::new)
                        : Optional.empty(),
                !new Specimens(scope).isOtherThanBlood(report),
                report.specimen().collectedAt());
        List<Resource> results = matching.filed(
                report,
                results(scope, filing, subject, report),
                () -> results(scope, filing.ownedBy(apart(scope, report, subject, position)), subject, report));
        told.addAll(results);
        if (match instanceof Match.Unmatched why) {
            List<DiagnosticReport> reports = results.stream()
                    .filter(DiagnosticReport.class::isInstance)
                    .map(DiagnosticReport.class::cast)
                    .toList();
            asked.add(Tasks.of(scope, report, position, why, reports));
        }
    }

    private static List<Resource> results(MessageScope scope, Filing filing, Subject subject, SpecimenReport report) {
        List<Resource> results = new ArrayList<>();
        List<DiagnosticReport> reports = new ArrayList<>();
        for (Panel panel : report.panels()) {
            Panels.Mapped mapped = new Panels(scope).of(filing, panel);
            report.patient().ifPresent(patient -> circumstances(patient, mapped));
            results.addAll(mapped.members());
            results.add(mapped.panel());
            reports.add(new DiagnosticReports(scope).of(filing, subject, report, panel, mapped));
        }
        results.addAll(reports);
        return results;
    }

    // As stated, where anything is: a registration that comes later must not make other ids of the same results.
    private static String apart(MessageScope scope, SpecimenReport report, Subject subject, int position) {
        List<String> patient = report.patient()
                .filter(stated -> !stated.isAnonymous())
                .map(stated -> stated.id()
                        .map(List::of)
                        .orElseGet(() -> List.of(
                                stated.familyName().orElse(""),
                                stated.givenName().orElse(""),
                                stated.birthDate().map(LocalDate::toString).orElse(""))))
                .or(() ->
                        Optional.ofNullable(subject.reference().getReference()).map(List::of))
                .orElseGet(() -> List.of(scope.nameless(position)));
        List<String> parts = new ArrayList<>(List.of(scope.from().device()));
        parts.addAll(patient);
        return report.specimen().accession().orElseGet(() -> scope.nameless(position)) + ", patient "
                + Ids.of("Owner", parts.toArray(String[]::new));
    }

    // Said about the patient, and belonging to this run: on another day the ward is another.
    private static void circumstances(StatedPatient patient, Panels.Mapped mapped) {
        patient.comments().forEach(comment -> Observations.note(mapped.panel(), comment));
        patient.ward()
                .ifPresent(ward -> Observations.note(mapped.panel(), "Ward, as the instrument states it: " + ward));
        patient.physician()
                .ifPresent(
                        name -> Observations.note(mapped.panel(), "Physician, as the instrument states it: " + name));
    }

    private static void control(MessageScope scope, ControlReport control, int position, List<Resource> told) {
        String id = control.material().id().isBlank()
                ? scope.nameless(position)
                : control.material().id();
        Specimen material = new Specimens(scope).of(control.material(), id, scope.device());
        told.add(material);
        Filing filing = new Filing(
                // A run may be re-sent as a control under a patient's number: it must never get that patient's ids.
                "control:" + id,
                Systems.CONTROL_PROFILE,
                Systems.CONTROL_PROFILE,
                control.material().purpose() == Purpose.CALIBRATION
                        ? Codes.concept(Systems.CONTROL_CATEGORY, "calibration", "Calibration")
                        : Codes.concept(Systems.CONTROL_CATEGORY, "quality-control", "Quality control"),
                scope.device(),
                new Reference("Specimen/" + material.getIdElement().getIdPart()),
                scope.device(),
                List.of(),
                Optional.empty(),
                true,
                Optional.empty());
        for (Panel panel : control.panels()) {
            Panels.Mapped mapped = new Panels(scope).of(filing, panel);
            told.addAll(mapped.members());
            told.add(mapped.panel());
        }
    }

    // The same patient on two tubes of one message, or one tube in two orders, is one resource.
    private static List<Resource> distinct(List<Resource> resources) {
        java.util.Map<String, Resource> byId = new java.util.LinkedHashMap<>();
        for (Resource resource : resources) {
            byId.putIfAbsent(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource);
        }
        return List.copyOf(byId.values());
    }
}
