package org.aliquot.mapping;

import static org.aliquot.mapping.Samples.ADA;
import static org.aliquot.mapping.Samples.MAPPER;
import static org.aliquot.mapping.Samples.at;
import static org.aliquot.mapping.Samples.panel;
import static org.aliquot.mapping.Samples.report;
import static org.aliquot.mapping.Samples.result;
import static org.aliquot.mapping.Samples.tube;
import static org.aliquot.mapping.Samples.wbc;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestResult;
import org.aliquot.mapping.Matching.Match;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private record Seen(String code, String run, int second) {}

    @Test
    void correctionIsANewVersionOfTheSameObservation() {
        TestResult first = wbc("8.13").status(ResultStatus.FINAL).build();
        TestResult corrected = wbc("8.31").status(ResultStatus.CORRECTED).build();
        assertThat(id(corrected)).isEqualTo(id(first));
    }

    @Test
    void rerunIsAnotherObservation() {
        TestResult first = wbc("8.13").build();
        assertThat(id(wbc("8.13").run("2").build())).isNotEqualTo(id(first));
        assertThat(id(wbc("8.13").measured(at("20260101094500")).build())).isNotEqualTo(id(first));
    }

    @Test
    void samePatientNumberCorrectedMovesTheResultInsteadOfDoublingIt() {
        LabReport forAda = report(specimen(Optional.of("0042"), wbc("8.13").build()));
        LabReport forBob = report(specimen(Optional.of("0043"), wbc("8.13").build()));
        assertThat(ids(forAda, Observation.class)).isEqualTo(ids(forBob, Observation.class));
    }

    @Test
    void numberTypedAgainForAnotherPatientIsAnotherSpecimen() {
        LabReport forAda = report(specimen(Optional.of("0042"), wbc("8.13").build()));
        LabReport forBob = report(specimen(Optional.of("0043"), wbc("8.13").build()));
        assertThat(ids(forAda, Specimen.class)).isNotEqualTo(ids(forBob, Specimen.class));
    }

    @Test
    void withoutANumberNoTwoMessagesShareAResult() {
        LabReport forAda = report(nameless("0042", wbc("4.60").build()));
        LabReport forBob = report(nameless("0043", wbc("99.9").build()));

        assertThat(ids(forAda, Observation.class)).doesNotContainAnyElementsOf(ids(forBob, Observation.class));
        assertThat(ids(forAda, Observation.class)).isEqualTo(ids(forAda, Observation.class));
        assertThat(Samples.each(MAPPER.map(forAda), Observation.class)
                        .map(result -> result.getIdentifierFirstRep().getValue()))
                .as("what a token search can hold")
                .allSatisfy(key -> assertThat(key).hasSizeLessThan(200));
    }

    @Test
    void controlsWithoutAnIdAreNotOneControl() {
        LabReport first = report(List.of(), List.of(namelessControl("4.60")));
        LabReport second = report(List.of(), List.of(namelessControl("4.70")));

        assertThat(ids(first, Observation.class)).doesNotContainAnyElementsOf(ids(second, Observation.class));
        assertThat(ids(first, Specimen.class)).isNotEqualTo(ids(second, Specimen.class));
        Specimen material = Samples.only(MAPPER.map(first), Specimen.class);
        assertThat(material.hasIdentifier()).isFalse();
        assertThat(Guide.errors(material)).isEmpty();
    }

    @Test
    void resultsKeptApartShareNoIdAndAreTheSamePatientsAgain() {
        LabReport first = report(specimen(Optional.of("0042"), wbc("8.13").build()));
        LabReport corrected = report(specimen(
                Optional.of("0042"), wbc("8.31").status(ResultStatus.CORRECTED).build()));
        LabReport forBob = report(specimen(Optional.of("0043"), wbc("8.13").build()));

        List<String> apart = idsApart(first);
        assertThat(apart).doesNotContainAnyElementsOf(ids(first, Observation.class));
        assertThat(idsApart(corrected)).isEqualTo(apart);
        assertThat(idsApart(forBob)).doesNotContainAnyElementsOf(apart);
    }

    @Test
    void aResultWithoutATimeHasNotTheTimeOfAnother() {
        Mapped mapped = MAPPER.map(report(new SpecimenReport(
                Optional.of(ADA),
                tube("27"),
                List.of(Samples.withoutTime(panel(
                        wbc("8.13").measured(Optional.empty()).build(),
                        result("RBC", ResultValue.Measured.exactly("4.1"))
                                .measured(at("20260101093000"))
                                .build()))))));

        List<Observation> results = Samples.each(mapped, Observation.class).toList();
        assertThat(results.get(0).getEffectiveDateTimeType().hasValue()).isFalse();
        assertThat(results.get(0).getIdentifierFirstRep().getValue()).contains("message:");
        assertThat(results.get(1).getEffectiveDateTimeType().hasValue()).isTrue();
        assertThat(results.get(2).getEffectiveDateTimeType().getValueAsString())
                .as("the panel's is its results' last")
                .isEqualTo("2026-01-01T09:30:00+01:00");
    }

    @Test
    void withoutATimeTheMessageIsPartOfTheKey() {
        TestResult first = wbc("8.13").measured(Optional.empty()).build();
        TestResult second = wbc("8.14").measured(Optional.empty()).build();
        assertThat(idWithoutPanelTime(first)).isNotEqualTo(idWithoutPanelTime(second));
        assertThat(idWithoutPanelTime(first)).isEqualTo(idWithoutPanelTime(first));
    }

    @Test
    void dayAloneDoesNotMakeTwoTubesOfThatDayOne() {
        TestResult first = wbc("8.13").measured(at("20260101")).build();
        TestResult second = wbc("9.99").measured(at("20260101")).build();
        assertThat(id(first)).isNotEqualTo(id(second));
    }

    @Test
    void changedZoneSettingIsAnotherTime() {
        TestResult berlin = wbc("8.13").build();
        TestResult london = wbc("8.13").measured(at("20260101093000+0000")).build();
        assertThat(id(london)).isNotEqualTo(id(berlin));
    }

    @Test
    void sameCodeTwiceInOneMessageIsTwoObservations() {
        Mapped mapped = MAPPER.map(Samples.of(wbc("8.13").build(), wbc("8.20").build()));
        assertThat(Samples.each(mapped, Observation.class).map(Resource::getId)).doesNotHaveDuplicates();
        assertThat(Samples.each(mapped, Observation.class)).hasSize(3);
    }

    @Test
    void tubeRunTwiceUnmatchedAsksAPersonTwice() {
        Task first = task(wbc("8.13").build(), "20260101080000");
        Task second = task(wbc("9.99").build(), "20260101090000");
        assertThat(second.getId()).isNotEqualTo(first.getId());
        assertThat(second.getFocus().getReference())
                .isNotEqualTo(first.getFocus().getReference());
        assertThat(second.getIdentifierFirstRep().getValue()).isEqualTo("27");
    }

    @Test
    void correctedReportAsksTheSameQuestion() {
        Task first = task(wbc("8.13").build(), "20260101080000");
        Task corrected = task(wbc("8.31").status(ResultStatus.CORRECTED).build(), "20260101080000");
        assertThat(corrected.getId()).isEqualTo(first.getId());
        assertThat(corrected.getFocus().getReference())
                .isEqualTo(first.getFocus().getReference());
    }

    @Test
    void idIsOneAServerTakesFromItsClients() {
        assertThat(id(wbc("1").build())).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void partsOfAKeyCannotRunIntoEachOther() {
        assertThat(Ids.of("X", "a", "bc")).isNotEqualTo(Ids.of("X", "ab", "c"));
        assertThat(Ids.of("X", "a", "")).isNotEqualTo(Ids.of("X", "", "a"));
    }

    @Property(tries = 300)
    void anyDigitsSurviveToJson(@ForAll BigInteger unscaled, @ForAll @IntRange(max = 18) int scale) {
        BigDecimal number = new BigDecimal(unscaled, scale);
        if (Values.tooLong(number)) {
            return;
        }
        String digits = number.toPlainString();
        Observation back = (Observation) Guide.FHIR
                .newJsonParser()
                .parseResource(Guide.json(Samples.mapped(wbc(digits).build())));
        assertThat(back.getValueQuantity().getValueElement().getValueAsString()).isEqualTo(digits);
    }

    @Property(tries = 100)
    void sameReportGivesTheSameResources(@ForAll("results") @Size(max = 8) List<TestResult> results) {
        LabReport report = Samples.of(results.toArray(TestResult[]::new));
        assertThat(json(report)).isEqualTo(json(report));
    }

    @Property(tries = 200)
    void distinctResultsHaveDistinctIds(@ForAll("results") @Size(max = 20) List<TestResult> results) {
        Mapped mapped = MAPPER.map(Samples.of(results.toArray(TestResult[]::new)));
        Set<String> ids = new HashSet<>();
        Samples.each(mapped, Observation.class).forEach(observation -> ids.add(observation.getId()));
        assertThat(ids).hasSize(results.size() + 1);
    }

    @Provide
    Arbitrary<List<TestResult>> results() {
        Arbitrary<Seen> seen = Combinators.combine(
                        Arbitraries.of("WBC", "RBC", "HGB", "X|1", "X"),
                        Arbitraries.of("1", "2", ""),
                        Arbitraries.integers().between(0, 3))
                .as(Seen::new);
        return seen.map(one -> result(one.code(), ResultValue.Measured.exactly("1.0"))
                        .run(one.run())
                        .measured(at("2026010109300" + one.second()))
                        .build())
                .list()
                .ofMaxSize(20);
    }

    private static List<String> json(LabReport report) {
        return MAPPER.map(report).resources().stream().map(Guide::json).toList();
    }

    private static Task task(TestResult result, String measured) {
        SpecimenReport tube27 = new SpecimenReport(
                Optional.empty(), tube("27"), List.of(Samples.measured(panel(result), at(measured))));
        return Samples.only(
                MAPPER.map(
                        report(tube27),
                        specimen -> new Match.Unmatched(ReasonCode.UNMATCHED_SPECIMEN, "no order has this number")),
                Task.class);
    }

    private static String id(TestResult result) {
        return Samples.mapped(result).getId();
    }

    private static String idWithoutPanelTime(TestResult result) {
        return ids(
                        report(new SpecimenReport(
                                Optional.of(ADA), tube("27"), List.of(Samples.withoutTime(panel(result))))),
                        Observation.class)
                .get(0);
    }

    private static SpecimenReport specimen(Optional<String> patient, TestResult... results) {
        return new SpecimenReport(Optional.of(Samples.numbered(patient)), tube("260101-0042"), List.of(panel(results)));
    }

    private static SpecimenReport nameless(String patient, TestResult... results) {
        StatedSpecimen noNumber = new StatedSpecimen(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new SpecimenReport(
                Optional.of(Samples.numbered(Optional.of(patient))), noNumber, List.of(panel(results)));
    }

    private static ControlReport namelessControl(String value) {
        return new ControlReport(
                new ControlMaterial(
                        ControlMaterial.Purpose.QUALITY_CONTROL,
                        "",
                        Optional.empty(),
                        Optional.of("31860801"),
                        Optional.empty()),
                List.of(panel(wbc(value).build())));
    }

    /** As filed by whoever knows that the number is another patient's. */
    private static List<String> idsApart(LabReport report) {
        Matching apart = new Matching() {
            @Override
            public Match of(SpecimenReport specimen) {
                return new Match.AsStated();
            }

            @Override
            public List<Resource> filed(
                    SpecimenReport specimen, List<Resource> results, Supplier<List<Resource>> otherwise) {
                return otherwise.get();
            }
        };
        return Samples.each(MAPPER.map(report, apart), Observation.class)
                .map(Resource::getId)
                .toList();
    }

    private static List<String> ids(LabReport report, Class<? extends Resource> type) {
        return new ArrayList<>(
                Samples.each(MAPPER.map(report), type).map(Resource::getId).toList());
    }
}
