package org.aliquot.mapping;

import static org.aliquot.mapping.Samples.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReferenceRange;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestResult;
import org.aliquot.mapping.Matching.Match;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;

/** Whatever an instrument writes into its texts: the resources stay valid, and nothing throws. */
class HostileTextTest {
    @Property(tries = 150)
    void anyTextBecomesResourcesThatCanBeWrittenAndReadAgain(
            @ForAll @StringLength(min = 1, max = 12) String code,
            @ForAll @StringLength(max = 12) String unit,
            @ForAll @StringLength(max = 12) String text) {
        Mapped mapped = Samples.MAPPER.map(
                report(code, unit, text),
                specimen -> new Match.Unmatched(ReasonCode.UNMATCHED_SPECIMEN, "no order has this number"));
        for (Resource resource : mapped.resources()) {
            String json = Guide.json(resource);
            assertThat(Guide.json(Guide.FHIR.newJsonParser().parseResource(json)))
                    .isEqualTo(json);
        }
    }

    @Property(tries = 12)
    void anyTextBecomesValidResources(
            @ForAll @StringLength(min = 1, max = 12) String code,
            @ForAll @StringLength(max = 12) String unit,
            @ForAll @StringLength(max = 12) String text) {
        assertValid(report(code, unit, text));
    }

    @Test
    void controlCharactersAreShownAsUnreadable() {
        assertValid(report("\u0000WBC\u001b", "10*3\u0000", "a\u0007b\u0085"));
        assertThat(Texts.clean("a\u0000b\tc")).isEqualTo("a\uFFFDb\tc");
        assertThat(Texts.clean("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
        assertThat(Texts.clean("\ud83d")).isEqualTo("\uFFFD");
    }

    @Property(tries = 100)
    void findingQuotesNoMoreThanATableWouldHold(
            @ForAll @StringLength(min = 1, max = 120) String code,
            @ForAll @StringLength(max = 120) String unit,
            @ForAll @StringLength(max = 120) String text) {
        assertThat(Samples.MAPPER.map(report(code, unit, text)).findings())
                .allSatisfy(finding ->
                        assertThat(finding.message().chars()).noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0));
        assertThat(FindingLog.quoted(code)
                        .codePointCount(0, FindingLog.quoted(code).length()))
                .isLessThanOrEqualTo(FindingLog.LONGEST_QUOTE + 1);
    }

    @Test
    void commentWhereACodeShouldBeIsNotRepeatedInFull() {
        String code = "Result telephoned to the ward, asked for Ms Example of room 17";
        assertThat(Samples.MAPPER.map(report(code, "10*3/uL", "")).findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.message()).doesNotContain("Example"))
                .anySatisfy(finding -> assertThat(finding.message()).contains("Result telephoned to the ward"));
    }

    @Test
    void codeOfATableStandsInItsFindingWhole() {
        assertThat(Samples.MAPPER.map(report("NEWPARAM\u001b#", "10*3/uL", "")).findings())
                .anySatisfy(finding -> assertThat(finding.message()).contains("code NEWPARAM#, record"));
    }

    @Test
    void taskTellsWhyInWordsThatFhirTakes() {
        Task task = Samples.only(
                Samples.MAPPER.map(
                        report("WBC", "10*3/uL", ""),
                        specimen -> new Match.Unmatched(ReasonCode.UNMATCHED_SPECIMEN, "no order\u001b has it")),
                Task.class);
        assertThat(task.getDescription()).isEqualTo("no order\uFFFD has it");
        assertThat(task.getReasonCode().getText()).isEqualTo("no order\uFFFD has it");
        assertThat(Guide.errors(task)).isEmpty();
    }

    private static void assertValid(LabReport report) {
        assertThat(Samples.MAPPER.map(report).resources())
                .allSatisfy(resource -> assertThat(Guide.errors(resource)).isEmpty());
    }

    private static LabReport report(String code, String unit, String text) {
        TestResult words = result(code, new ResultValue.Textual(text))
                .unit(unit)
                .flags(text)
                .comment(text)
                .run(text)
                .range(new ReferenceRange(text, Optional.empty(), Optional.empty()))
                .build();
        TestResult number =
                result(code, ResultValue.Measured.exactly("1.0")).unit(unit).build();
        StatedPatient patient = new StatedPatient(
                Optional.of(code),
                Optional.of(text),
                Optional.of(text),
                Optional.empty(),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                List.of(text));
        StatedSpecimen specimen = new StatedSpecimen(
                Optional.of(code),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.empty(),
                Optional.empty(),
                List.of(text));
        return Samples.report(
                new SpecimenReport(Optional.of(patient), specimen, List.of(Samples.panel(words, number))));
    }
}
