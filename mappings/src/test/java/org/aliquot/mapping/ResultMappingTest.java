package org.aliquot.mapping;

import static org.aliquot.mapping.Samples.at;
import static org.aliquot.mapping.Samples.mapped;
import static org.aliquot.mapping.Samples.result;
import static org.aliquot.mapping.Samples.wbc;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReferenceRange;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Comparator;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultMappingTest {
    @ParameterizedTest
    @ValueSource(strings = {"5.40", "0.0", "0", "100", "0.010", "-1.50", "123456789.123456789"})
    void digitsStandInTheJsonAsSent(String digits) {
        assertThat(Guide.json(mapped(wbc(digits).build())))
                .containsPattern("\"value\"\\s*:\\s*\\Q" + digits + "\\E\\b");
    }

    @ParameterizedTest
    @EnumSource(value = Comparator.class, mode = EnumSource.Mode.EXCLUDE, names = "EXACT")
    void comparatorIsKept(Comparator sign) {
        TestResult below = result("WBC", new ResultValue.Measured(sign, new BigDecimal("0.01")))
                .unit("10*3/uL")
                .build();
        Observation observation = valid(below);
        assertThat(observation.getValueQuantity().getComparator()).isEqualTo(QuantityComparator.fromCode(sign.sign()));
        assertThat(observation.getValueQuantity().getValue()).isEqualTo("0.01");
    }

    @Test
    void loincStandsFirstAndTheInstrumentsCodeBesideIt() {
        Observation observation = valid(wbc("8.13").build());
        assertThat(observation.getCode().getCodingFirstRep().getSystem()).isEqualTo("http://loinc.org");
        assertThat(observation.getCode().getCodingFirstRep().getCode()).isEqualTo("6690-2");
        assertThat(observation.getCode().getCoding().get(1).getSystem())
                .isEqualTo("https://aliquot.org/fhir/CodeSystem/instrument-sysmex-xn");
        assertThat(observation.getCode().getCoding().get(1).getCode()).isEqualTo("WBC");
        assertThat(observation.getCode().getText()).isEqualTo("WBC");
    }

    @Test
    void unitKeepsItsTextBesideUcum() {
        Observation observation = valid(result("WBC", ResultValue.Measured.exactly("7.5"))
                .unit("10^9/L")
                .build());
        assertThat(observation.getValueQuantity().getUnit()).isEqualTo("10^9/L");
        assertThat(observation.getValueQuantity().getCode()).isEqualTo("10*9/L");
        assertThat(observation.getValueQuantity().getSystem()).isEqualTo("http://unitsofmeasure.org");
    }

    @Test
    void damagedUnitStaysTextAndTakesLoincAndUcumWithIt() {
        TestResult damaged = result("WBC", ResultValue.Measured.exactly("10.1"))
                .unit("10)/mm)")
                .build();
        Observation observation = valid(damaged);
        assertThat(observation.getValueQuantity().getUnit()).isEqualTo("10)/mm)");
        assertThat(observation.getValueQuantity().hasCode()).isFalse();
        assertThat(observation.getValueQuantity().hasSystem()).isFalse();
        assertThat(observation.getCode().getCoding()).hasSize(1);
        assertThat(findings(damaged)).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(ReasonCode.UNMAPPED_UNIT);
            assertThat(finding.message()).contains("sysmex-xn/bench-2", "WBC", "10)/mm)", "R|1", "replay");
        });
    }

    @Test
    void unitOfAnotherKindIsAMismatch() {
        TestResult impossible =
                result("WBC", ResultValue.Measured.exactly("8.1")).unit("%").build();
        assertThat(valid(impossible).getCode().getCoding()).hasSize(1);
        assertThat(findings(impossible)).extracting(Finding::reason).containsExactly(ReasonCode.UNIT_MISMATCH);
    }

    @Test
    void unknownCodeIsStoredUnderItsOwnNameAndReported() {
        TestResult unknown = result("767", ResultValue.Measured.exactly("1.2"))
                .unit("mmol/L")
                .sequence("R|4")
                .build();
        assertThat(valid(unknown).getCode().getCoding()).hasSize(1);
        assertThat(findings(unknown)).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(ReasonCode.UNMAPPED_CODE);
            assertThat(finding.record()).hasValue("R|4");
            assertThat(finding.message())
                    .isEqualTo("sysmex-xn/bench-2 code 767, record R|4: no LOINC mapping; stored under the instrument's"
                            + " code; add a row to loinc/sysmex-xn.tsv and replay");
        });
    }

    @Test
    void researchParameterIsNoFinding() {
        TestResult research = result("NE-SSC", ResultValue.Measured.exactly("145.6"))
                .unit("ch")
                .build();
        assertThat(valid(research).getValueQuantity().getUnit()).isEqualTo("ch");
        assertThat(findings(research)).isEmpty();
    }

    @Test
    void unknownUnitOfAResearchParameterIsReportedToo() {
        TestResult research = result("NE-SSC", ResultValue.Measured.exactly("145.6"))
                .unit("zz")
                .build();
        assertThat(findings(research)).extracting(Finding::reason).containsExactly(ReasonCode.UNMAPPED_UNIT);
    }

    @Test
    void maskedValueIsAbsentAndNeverZero() {
        TestResult masked = result("WBC", new ResultValue.Absent(ResultValue.AbsentReason.ERROR, Optional.of("----")))
                .unit("10*3/uL")
                .build();
        Observation observation = valid(masked);
        assertThat(observation.hasValue()).isFalse();
        assertThat(observation.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("error");
        assertThat(observation.getCode().getCodingFirstRep().getCode()).isEqualTo("6690-2");
        assertThat(Guide.json(observation)).contains("----", "10*3/uL");
    }

    @Test
    void absentValueWithoutUnitStillNamesTheTest() {
        TestResult empty = result("WBC", new ResultValue.Absent(ResultValue.AbsentReason.UNKNOWN, Optional.empty()))
                .build();
        assertThat(valid(empty).getCode().getCodingFirstRep().getCode()).isEqualTo("6690-2");
        assertThat(findings(empty)).isEmpty();
    }

    @Test
    void titreIsARatioAndFromToARange() {
        Observation titre =
                valid(result("ANA", new ResultValue.Ratio(BigDecimal.ONE, Comparator.EXACT, new BigDecimal("128")))
                        .build());
        assertThat(titre.getValueRatio().getDenominator().getValue()).isEqualTo("128");
        Observation range = valid(result("X", new ResultValue.Interval(new BigDecimal("3"), new BigDecimal("5")))
                .unit("/[HPF]")
                .build());
        assertThat(range.getValueRange().getHigh().getValue()).isEqualTo("5");
        assertThat(range.getValueRange().getLow().getUnit()).isEqualTo("/[HPF]");
    }

    @Test
    void wordsAndCodesStayWhatTheyAre() {
        assertThat(valid(result("X", new ResultValue.Textual("<> 3"))
                                .unit("mg/L")
                                .build())
                        .getValueStringType()
                        .getValue())
                .isEqualTo("<> 3");
        Observation coded =
                valid(result("X", new ResultValue.Coded(TestCode.of("POS"))).build());
        assertThat(coded.getValueCodeableConcept().getCodingFirstRep().getCode())
                .isEqualTo("POS");
    }

    @Test
    void codedAnswerKeepsItsSystemsAndItsWords() {
        ResultValue answer = new ResultValue.Coded(List.of(new ResultValue.Answer(
                List.of(
                        code("260373001", "Detected", "SCT"),
                        code("LA11882-0", "Detected", "LN"),
                        code("POS", "Positive", "HL70078"),
                        code("11", "Yes", "99LAB"),
                        code("11", "Yes", "NCBI"),
                        code("DETECTED", "Detected", "SCT")),
                Optional.of("seen twice"))));
        CodeableConcept concept = valid(result("X", answer).build()).getValueCodeableConcept();
        String own = "https://aliquot.org/fhir/CodeSystem/instrument-sysmex-xn";
        assertThat(concept.getCoding().stream().map(one -> one.getSystem() + "|" + one.getCode()))
                .containsExactly(
                        "http://snomed.info/sct|260373001",
                        "http://loinc.org|LA11882-0",
                        "http://terminology.hl7.org/CodeSystem/v2-0078|POS",
                        own + "|11",
                        own + "/NCBI|11",
                        // SNOMED CT has no words for codes: the claim is wrong.
                        own + "|DETECTED");
        assertThat(concept.getText()).isEqualTo("seen twice");
    }

    @Test
    void severalCodedAnswersAreNotSynonyms() {
        ResultValue answers = new ResultValue.Coded(List.of(
                new ResultValue.Answer(List.of(code("A", "Alpha", "L")), Optional.empty()),
                new ResultValue.Answer(List.of(), Optional.of("free text"))));
        Observation observation = valid(result("X", answers).build());
        assertThat(observation.getValueCodeableConcept().getText()).isEqualTo("Alpha; free text");
        assertThat(observation.getValueCodeableConcept().getCoding()).isEmpty();
        assertThat(observation.getComponent().stream()
                        .map(part -> part.getValueCodeableConcept().getText()))
                .containsExactly("Alpha", "free text");
        assertThat(observation.getComponent().stream()
                        .map(part -> part.getCode().getText()))
                .containsExactly("X, answer 1", "X, answer 2");
    }

    private static TestCode code(String code, String text, String system) {
        return new TestCode(code, Optional.of(text), Optional.of(system));
    }

    @Test
    void numberOfAbsurdLengthIsTextAndAFinding() {
        TestResult absurd = result("WBC", ResultValue.Measured.exactly("1E+999999999"))
                .unit("10*3/uL")
                .build();
        assertThat(valid(absurd).hasValueStringType()).isTrue();
        assertThat(findings(absurd)).extracting(Finding::reason).containsExactly(ReasonCode.UNMAPPED_VALUE);
    }

    @Test
    void normalBesideAnotherFlagSaysNothing() {
        assertThat(interpretations("H", "N")).containsExactly("H");
        assertThat(interpretations("N", "L", "A")).containsExactly("L", "A");
        assertThat(interpretations("N")).containsExactly("N");
        assertThat(interpretations("", "N")).containsExactly("N");
    }

    @Test
    void normalBesideAFlagWithoutCodeIsNotCalledNormal() {
        assertThat(interpretations("W", "N")).isEmpty();
        assertThat(Guide.json(mapped(wbc("1.0").flags("W").build()))).contains("\"valueString\": \"W\"");
    }

    @Test
    void flagThatNoTableHasIsKeptAndReported() {
        TestResult strange = wbc("1.0").flags("Q7").build();
        assertThat(valid(strange).getInterpretation()).isEmpty();
        assertThat(findings(strange)).extracting(Finding::reason).containsExactly(ReasonCode.UNMAPPED_VALUE);
    }

    @Test
    void referenceRangeKeepsDigitsAndTextInTheResultsUnit() {
        Observation observation = valid(wbc("4.60")
                .range(new ReferenceRange(
                        "4.00-10.00", Optional.of(new BigDecimal("4.00")), Optional.of(new BigDecimal("10.00"))))
                .build());
        assertThat(observation.getReferenceRangeFirstRep().getText()).isEqualTo("4.00-10.00");
        assertThat(observation.getReferenceRangeFirstRep().getLow().getValue()).isEqualTo("4.00");
        assertThat(observation.getReferenceRangeFirstRep().getHigh().getCode()).isEqualTo("10*3/uL");
    }

    @Test
    void rangeUpsideDownStaysText() {
        Observation observation = valid(wbc("4.60")
                .range(new ReferenceRange("10-4", Optional.of(new BigDecimal("10")), Optional.of(new BigDecimal("4"))))
                .build());
        assertThat(observation.getReferenceRangeFirstRep().hasLow()).isFalse();
        assertThat(observation.getReferenceRangeFirstRep().getText()).isEqualTo("10-4");
    }

    @ParameterizedTest
    @CsvSource({
        "PRELIMINARY, PRELIMINARY",
        "FINAL, FINAL",
        "CORRECTED, CORRECTED",
        "CANCELLED, CANCELLED",
        "ENTERED_IN_ERROR, ENTEREDINERROR",
        "NOT_MEASURED, REGISTERED",
        "UNKNOWN, UNKNOWN"
    })
    void statusIsFhirs(ResultStatus sent, ObservationStatus status) {
        assertThat(valid(wbc("1.0").status(sent).build()).getStatus()).isEqualTo(status);
    }

    @Test
    void timeKeepsPrecisionAndTheDevicesOffset() {
        assertThat(effective("20240627135407")).isEqualTo("2024-06-27T13:54:07+02:00");
        assertThat(effective("20240127135407.120")).isEqualTo("2024-01-27T13:54:07.120+01:00");
        assertThat(effective("20240627")).isEqualTo("2024-06-27");
        assertThat(effective("202406271354")).isEqualTo("2024-06-27T13:54:00+02:00");
    }

    @Test
    void issuedIsTheMessagesTime() {
        assertThat(valid(wbc("1.0").build()).getIssuedElement().getValueAsString())
                .isEqualTo("2026-01-01T09:31:05+01:00");
    }

    @Test
    void editedValueIsFinalAndSaysSo() {
        Observation observation = valid(wbc("9.81").edited().comment("checked").build());
        assertThat(observation.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(observation.getNote())
                .extracting(note -> note.getText())
                .contains("checked")
                .hasSize(2);
    }

    private static String effective(String sent) {
        return valid(wbc("1.0").measured(at(sent)).build())
                .getEffectiveDateTimeType()
                .getValueAsString();
    }

    private static List<String> interpretations(String... flags) {
        return valid(wbc("1.0").flags(flags).build()).getInterpretation().stream()
                .map(concept -> concept.getCodingFirstRep().getCode())
                .toList();
    }

    private static List<Finding> findings(TestResult result) {
        return Samples.MAPPER.map(Samples.of(result)).findings();
    }

    private static Observation valid(TestResult result) {
        Observation observation = mapped(result);
        assertThat(Guide.errors(observation)).isEmpty();
        return observation;
    }
}
