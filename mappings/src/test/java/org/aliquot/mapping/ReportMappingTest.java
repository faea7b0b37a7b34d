package org.aliquot.mapping;

import static org.aliquot.mapping.Samples.ADA;
import static org.aliquot.mapping.Samples.MAPPER;
import static org.aliquot.mapping.Samples.at;
import static org.aliquot.mapping.Samples.each;
import static org.aliquot.mapping.Samples.only;
import static org.aliquot.mapping.Samples.panel;
import static org.aliquot.mapping.Samples.report;
import static org.aliquot.mapping.Samples.result;
import static org.aliquot.mapping.Samples.tube;
import static org.aliquot.mapping.Samples.wbc;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.lab.AbnormalFlag;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.RunContext;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.SuspectFlag;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.mapping.Matching.Match;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

class ReportMappingTest {
    private static final Match.Registered REGISTERED = new Match.Registered(
            "Patient/p1",
            Optional.of("Specimen/s1"),
            List.of("ServiceRequest/r1", "ServiceRequest/r2"),
            Optional.of("Encounter/e1"));
    private static final Match.Unmatched UNMATCHED = new Match.Unmatched(
            ReasonCode.UNMATCHED_SPECIMEN, "specimen 260101-0042: no order has this number; find the order");

    private final LabReport count = Samples.of(cbc());

    @Test
    void reportBecomesDevicePatientSpecimenResultsPanelReportAndProvenance() {
        Mapped mapped = valid(MAPPER.map(count));
        assertThat(mapped.resources())
                .extracting(Resource::fhirType)
                .containsExactly(
                        "Device",
                        "Patient",
                        "Specimen",
                        "Observation",
                        "Observation",
                        "Observation",
                        "Observation",
                        "Observation",
                        "DiagnosticReport",
                        "Provenance");
        assertThat(mapped.findings()).isEmpty();
    }

    @Test
    void everyReferenceIsToAResourceThatStandsBefore() {
        Set<String> before = new HashSet<>();
        for (Resource resource : MAPPER.map(count).resources()) {
            for (Reference reference : references(resource)) {
                if (reference.hasReference()) {
                    assertThat(before).contains(reference.getReference());
                }
            }
            before.add(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
        }
    }

    @Test
    void panelIsACountByItsContentsAndHasItsResultsAsMembers() {
        Observation panel = panelOf(valid(MAPPER.map(count)));
        assertThat(panel.getCode().getCodingFirstRep().getCode()).isEqualTo("58410-2");
        assertThat(panel.getHasMember()).hasSize(4);
        assertThat(panel.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("laboratory");
        Observation withDifferential = panelOf(MAPPER.map(Samples.of(append(
                cbc(),
                result("NEUT%", ResultValue.Measured.exactly("57.4")).unit("%").build()))));
        assertThat(withDifferential.getCode().getCodingFirstRep().getCode()).isEqualTo("57021-8");
    }

    @Test
    void differentialWithoutValuesIsNoDifferential() {
        Observation panel = panelOf(MAPPER.map(Samples.of(append(
                cbc(),
                result("NEUT%", new ResultValue.Absent(ResultValue.AbsentReason.UNKNOWN, Optional.empty()))
                        .unit("%")
                        .build()))));
        assertThat(panel.getCode().getCodingFirstRep().getCode()).isEqualTo("58410-2");
    }

    @Test
    void aMaskedCountIsStillACount() {
        TestResult[] masked = cbc();
        masked[3] = result("PLT", new ResultValue.Absent(ResultValue.AbsentReason.UNKNOWN, Optional.of("----")))
                .unit("10*3/uL")
                .build();

        Observation panel = panelOf(MAPPER.map(Samples.of(masked)));

        assertThat(panel.getCode().getCodingFirstRep().getCode()).isEqualTo("58410-2");
    }

    @Test
    void reportListsPanelAndMembersUnderTheSpecimensNumber() {
        DiagnosticReport report = only(valid(MAPPER.map(count)), DiagnosticReport.class);
        assertThat(report.getResult()).hasSize(5);
        assertThat(report.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("LAB");
        assertThat(report.getIdentifierFirstRep().getValue()).isEqualTo("260101-0042");
        assertThat(report.getIssuedElement().getValueAsString()).isEqualTo("2026-01-01T09:31:05+01:00");
        assertThat(report.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-01-01T09:30:00+01:00");
    }

    @Test
    void nobodyLookedSoTheStatedPatientIsShownUnderTheDevicesOwnNumbers() {
        Mapped mapped = valid(MAPPER.map(count));
        Patient patient = only(mapped, Patient.class);
        assertThat(patient.getIdentifierFirstRep().getSystem())
                .isEqualTo("https://aliquot.org/fhir/sid/patient-stated-at/bench-2");
        assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1987-06-26");
        assertThat(patient.getGender().toCode()).isEqualTo("female");
        each(mapped, Observation.class)
                .forEach(observation -> assertThat(observation.getSubject().getReference())
                        .isEqualTo("Patient/" + patient.getIdElement().getIdPart()));
    }

    @Test
    void instrumentThatNamesNobodyLeavesTheSubjectUnknown() {
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(
                Optional.empty(), tube("113"), List.of(panel(wbc("5.5").build()))))));
        assertThat(each(mapped, Patient.class)).isEmpty();
        assertThat(each(mapped, Observation.class))
                .allMatch(observation -> observation.getSubject().hasExtension()
                        && !observation.getSubject().hasReference());
    }

    @Test
    void registeredSpecimensResultsAreFiledUnderTheOrder() {
        Mapped mapped = valid(MAPPER.map(count, specimen -> REGISTERED));
        assertThat(each(mapped, Patient.class)).isEmpty();
        assertThat(each(mapped, Specimen.class)).isEmpty();
        assertThat(each(mapped, Task.class)).isEmpty();
        each(mapped, Observation.class).forEach(observation -> {
            assertThat(observation.getSubject().getReference()).isEqualTo("Patient/p1");
            assertThat(observation.getSpecimen().getReference()).isEqualTo("Specimen/s1");
            assertThat(observation.getBasedOn()).hasSize(2);
            assertThat(observation.getEncounter().getReference()).isEqualTo("Encounter/e1");
        });
        assertThat(Guide.json(only(mapped, DiagnosticReport.class))).doesNotContain("Example", "\"0042\"");
    }

    @Test
    void orderWithoutARegisteredSpecimenGetsOne() {
        Match order =
                new Match.Registered("Patient/p1", Optional.empty(), List.of("ServiceRequest/r1"), Optional.empty());
        Specimen specimen = only(valid(MAPPER.map(count, unused -> order)), Specimen.class);
        assertThat(specimen.getSubject().getReference()).isEqualTo("Patient/p1");
        assertThat(specimen.getRequestFirstRep().getReference()).isEqualTo("ServiceRequest/r1");
        assertThat(specimen.getAccessionIdentifier().getValue()).isEqualTo("260101-0042");
    }

    @Test
    void unmatchedResultsAreUnderNoPatientAndAPersonIsAsked() {
        Mapped mapped = valid(MAPPER.map(count, specimen -> UNMATCHED));
        assertThat(each(mapped, Patient.class)).isEmpty();
        each(mapped, Observation.class).forEach(observation -> {
            assertThat(observation.getSubject().hasReference()).isFalse();
            assertThat(observation.getSubject().getType()).isEqualTo("Patient");
            assertThat(observation.getSubject().getIdentifier().getValue()).isEqualTo("0042");
            assertThat(Guide.json(observation)).doesNotContain("Example", "1987");
        });
        Task task = only(mapped, Task.class);
        DiagnosticReport report = only(mapped, DiagnosticReport.class);
        assertThat(task.getFocus().getReference())
                .isEqualTo("DiagnosticReport/" + report.getIdElement().getIdPart());
        assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("match-specimen");
        assertThat(task.getReasonCode().getCodingFirstRep().getCode()).isEqualTo("unmatched-specimen");
        assertThat(Guide.json(task)).doesNotContain("Example", "1987");
        assertThat(report.getSubject().hasReference()).isFalse();
        assertThat(report.getSubject().getIdentifier().getValue()).isEqualTo("0042");
        assertThat(report.getExtension())
                .extracting(extension -> ((Reference) extension.getValue()).getReference())
                .containsExactly("#stated-patient");
        assertThat(((Patient) report.getContained().get(0)).getNameFirstRep().getFamily())
                .isEqualTo("Example");
        String json = Guide.json(report);
        assertThat(Guide.FHIR
                        .newJsonParser()
                        .parseResource(DiagnosticReport.class, json)
                        .getContained())
                .hasSize(1);
    }

    @Test
    void wordInTheFieldOfTheSexStandsInNoFinding() {
        StatedPatient shifted = new StatedPatient(
                Optional.of("0042"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("Lovelace"),
                Optional.empty(),
                Optional.empty(),
                List.of());
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(
                Optional.of(shifted), tube("1"), List.of(panel(wbc("5.5").build()))))));
        assertThat(mapped.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("sex", "8 characters")
                        .doesNotContain("Lovelace"));
        assertThat(only(mapped, Patient.class).hasGender()).isFalse();
    }

    @Test
    void panelIsNeverFirmerThanItsResults() {
        assertThat(statusOf(ResultStatus.FINAL, ResultStatus.FINAL)).isEqualTo(ObservationStatus.FINAL);
        assertThat(statusOf(ResultStatus.FINAL, ResultStatus.PRELIMINARY)).isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(statusOf(ResultStatus.FINAL, ResultStatus.CORRECTED)).isEqualTo(ObservationStatus.CORRECTED);
        assertThat(statusOf(ResultStatus.CANCELLED, ResultStatus.CANCELLED)).isEqualTo(ObservationStatus.CANCELLED);
    }

    private static ObservationStatus statusOf(ResultStatus first, ResultStatus second) {
        Mapped mapped = valid(MAPPER.map(Samples.of(
                wbc("5.5").status(first).build(),
                wbc("5.6").run("2").status(second).build())));
        assertThat(only(mapped, DiagnosticReport.class).getStatus().toCode())
                .isEqualTo(panelOf(mapped).getStatus().toCode());
        return panelOf(mapped).getStatus();
    }

    @Test
    void suspicionsAreNotResults() {
        Panel flagged = with(
                List.of(
                        new SuspectFlag(
                                "R|26",
                                TestCode.of("Blasts/Abn_Lympho?"),
                                Optional.of("200"),
                                List.of(new AbnormalFlag("A")),
                                true),
                        new SuspectFlag("R|27", TestCode.of("Left_Shift?"), Optional.of("0"), List.of(), false)),
                List.of(new RunContext(new TestCode("08002", Optional.of("Blood Mode"), Optional.empty()), "W")),
                List.of());
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(Optional.empty(), tube("1"), List.of(flagged)))));
        assertThat(each(mapped, Observation.class)).hasSize(2);
        Observation panel = panelOf(mapped);
        assertThat(panel.getInterpretation())
                .singleElement()
                .satisfies(raised ->
                        assertThat(raised.getCodingFirstRep().getCode()).isEqualTo("Blasts/Abn_Lympho?"));
        assertThat(panel.getNote())
                .extracting(note -> note.getText())
                .anyMatch(text -> text.contains("raised") && text.contains("Blasts/Abn_Lympho? (200)"))
                .anyMatch(text -> text.contains("not raised") && text.contains("Left_Shift? (0)"));
        assertThat(Guide.json(panel)).contains("run-context", "Blood Mode", "\"W\"");
    }

    @Test
    void pictureIsPartOfTheReportAndItsNameANote() {
        Panel pictured = with(
                List.of(),
                List.of(),
                List.of(
                        new Attachment(
                                TestCode.of("DIST_RBC"),
                                Optional.of("image/png"),
                                Optional.empty(),
                                Optional.of("png".getBytes(StandardCharsets.US_ASCII))),
                        new Attachment(
                                TestCode.of("SCAT_WDF"),
                                Optional.empty(),
                                Optional.of("2026_WDF.PNG"),
                                Optional.empty())));
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(Optional.empty(), tube("1"), List.of(pictured)))));
        assertThat(only(mapped, DiagnosticReport.class).getPresentedForm())
                .singleElement()
                .satisfies(form -> {
                    assertThat(form.getContentType()).isEqualTo("image/png");
                    assertThat(form.getData()).isEqualTo("png".getBytes(StandardCharsets.US_ASCII));
                });
        assertThat(panelOf(mapped).getNote()).anyMatch(note -> note.getText().contains("2026_WDF.PNG"));
    }

    @Test
    void panelWithoutResultsSaysThatNothingIsThere() {
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(Optional.empty(), tube("1"), List.of(panel())))));
        assertThat(each(mapped, Observation.class))
                .singleElement()
                .satisfies(panel -> assertThat(panel.hasDataAbsentReason()).isTrue());
    }

    @Test
    void controlIsAboutTheDeviceAndNeverAReport() {
        ControlReport control = new ControlReport(
                new ControlMaterial(
                        ControlMaterial.Purpose.QUALITY_CONTROL,
                        "QC-31860801",
                        Optional.of("XN CHECK"),
                        Optional.of("31860801"),
                        Optional.of("1")),
                List.of(panel(cbc())));
        Mapped mapped = valid(MAPPER.map(report(List.of(), List.of(control))));
        assertThat(mapped.resources())
                .extracting(Resource::fhirType)
                .containsOnly("Device", "Specimen", "Observation", "Provenance");
        each(mapped, Observation.class).forEach(observation -> {
            assertThat(observation.getSubject().getReference()).startsWith("Device/");
            assertThat(observation.getCategory())
                    .singleElement()
                    .satisfies(category ->
                            assertThat(category.getCodingFirstRep().getCode()).isEqualTo("quality-control"));
        });
    }

    @Test
    void aResultMadeFinalWithoutItsValueIsNamedAndIsNoFinalResult() {
        Mapped mapped = MAPPER.map(
                Samples.of(result("WBC", new ResultValue.Absent(ResultValue.AbsentReason.UNKNOWN, Optional.empty()))
                        .status(ResultStatus.CONFIRMED)
                        .build()));

        Observation result = each(mapped, Observation.class).toList().get(0);
        assertThat(result.getStatus()).isEqualTo(Observation.ObservationStatus.UNKNOWN);
        assertThat(mapped.statusOnly())
                .containsExactly("Observation/" + result.getIdElement().getIdPart());
        assertThat(panelOf(mapped).getStatus()).isEqualTo(Observation.ObservationStatus.FINAL);
    }

    @Test
    void provenanceNamesDeviceSoftwareAndBytes() {
        Mapped mapped = valid(MAPPER.map(count));
        Provenance provenance = only(mapped, Provenance.class);
        assertThat(provenance.getIdElement().getIdPart()).isEqualTo(Ids.provenance(count.id()));
        assertThat(provenance.getAgent()).hasSize(2);
        assertThat(provenance.getAgent().get(1).getWho().getIdentifier().getValue())
                .isEqualTo("aliquot/test/sysmex-xn");
        assertThat(provenance.getEntityFirstRep().getWhat().getIdentifier().getValue())
                .isEqualTo("01JDD5PX2GZZZZZZZZZZZZZZZZ#0-120");
        assertThat(provenance.getTarget()).hasSize(mapped.resources().size() - 2);
        assertThat(provenance.getRecordedElement().getValueAsString())
                .as("when it was received, whatever the device's clock says")
                .isEqualTo("2024-11-23T18:49:23.280Z");
    }

    @Test
    void deviceIsNamedAsInTheConfiguration() {
        Device device = only(valid(MAPPER.map(count)), Device.class);
        assertThat(device.getIdentifierFirstRep().getValue()).isEqualTo("bench-2");
        assertThat(device.getModelNumber()).isEqualTo("XN-550");
        assertThat(device.getSerialNumber()).isEqualTo("22723");
        assertThat(device.getVersionFirstRep().getValue()).isEqualTo("00-24");
    }

    @Test
    void messageWithoutATimeIsIssuedWhenItsTranscriptWasReceived() {
        LabReport silent = new LabReport(
                count.id(),
                count.transcript(),
                count.bytes(),
                count.analyzer(),
                Optional.empty(),
                count.specimens(),
                count.controls(),
                List.of());
        Mapped mapped = valid(MAPPER.map(silent));
        assertThat(only(mapped, DiagnosticReport.class).getIssuedElement().getValueAsString())
                .isEqualTo("2024-11-23T18:49:23.280Z");
    }

    @Test
    void reportOfUnknownTimesIsStillValid() {
        TestResult timeless = wbc("5.5").measured(Optional.empty()).build();
        LabReport silent = new LabReport(
                count.id(),
                new org.aliquot.lab.TranscriptId("console"),
                count.bytes(),
                count.analyzer(),
                Optional.empty(),
                List.of(new SpecimenReport(Optional.of(ADA), tube("1"), List.of(Samples.withoutTime(panel(timeless))))),
                List.of(),
                List.of());
        valid(MAPPER.map(silent));
        valid(MAPPER.map(silent, specimen -> UNMATCHED));
    }

    @Test
    void orderNumberOperatorAndCircumstancesAreKept() {
        Panel panel = new Panel(
                Optional.of(new TestCode("00001", Optional.of("Automated Count"), Optional.of("99MRC"))),
                Optional.of("A-77"),
                List.of(),
                ResultStatus.FINAL,
                Optional.empty(),
                at("20260101093000"),
                Optional.of("Administrator"),
                List.of(cbc()),
                List.of(),
                List.of(),
                List.of(),
                List.of("haemolytic"));
        Mapped mapped = valid(MAPPER.map(report(new SpecimenReport(Optional.of(ADA), tube("1"), List.of(panel)))));
        DiagnosticReport report = only(mapped, DiagnosticReport.class);
        assertThat(report.getIdentifier()).extracting(id -> id.getValue()).containsExactly("1", "A-77");
        assertThat(report.getPerformerFirstRep().getDisplay()).isEqualTo("Administrator");
        assertThat(panelOf(mapped).getCode().getCoding())
                .extracting(coding -> coding.getCode())
                .containsExactly("58410-2", "00001");
        assertThat(panelOf(mapped).getNote())
                .extracting(note -> note.getText())
                .contains("haemolytic", "POST HD")
                .anyMatch(text -> text.contains("WEST"))
                .anyMatch(text -> text.contains("DR.1"));
    }

    @Test
    void bundleResolvesInsideItselfAndHasTheMessagesTime() {
        Bundle bundle = Bundles.collection(MAPPER.map(count));
        assertThat(Guide.errors(bundle)).isEmpty();
        assertThat(bundle.getTimestampElement().getValueAsString()).isEqualTo("2026-01-01T09:31:05+01:00");
        assertThat(bundle.getEntry()).hasSize(10);
    }

    private static TestResult[] cbc() {
        return new TestResult[] {
            wbc("8.13").sequence("R|1").build(),
            result("RBC", ResultValue.Measured.exactly("2.60"))
                    .unit("10*6/uL")
                    .sequence("R|2")
                    .build(),
            result("HGB", ResultValue.Measured.exactly("8.0"))
                    .unit("g/dL")
                    .sequence("R|3")
                    .build(),
            result("PLT", ResultValue.Measured.exactly("99"))
                    .unit("10*3/uL")
                    .sequence("R|8")
                    .build()
        };
    }

    private static TestResult[] append(TestResult[] results, TestResult one) {
        TestResult[] all = java.util.Arrays.copyOf(results, results.length + 1);
        all[results.length] = one;
        return all;
    }

    private static Panel with(List<SuspectFlag> flags, List<RunContext> context, List<Attachment> attachments) {
        Panel plain = panel(wbc("8.13").build());
        return new Panel(
                plain.code(),
                plain.orderNumber(),
                plain.requested(),
                plain.status(),
                plain.orderedAt(),
                plain.measuredAt(),
                plain.operator(),
                plain.results(),
                flags,
                context,
                attachments,
                plain.comments());
    }

    private static Observation panelOf(Mapped mapped) {
        return each(mapped, Observation.class)
                .filter(Observation::hasHasMember)
                .findFirst()
                .orElseThrow();
    }

    private static List<Reference> references(Resource resource) {
        return Guide.FHIR.newTerser().getAllPopulatedChildElementsOfType(resource, Reference.class);
    }

    private static Mapped valid(Mapped mapped) {
        assertThat(mapped.resources())
                .allSatisfy(resource -> assertThat(Guide.errors(resource)).isEmpty());
        return mapped;
    }
}
