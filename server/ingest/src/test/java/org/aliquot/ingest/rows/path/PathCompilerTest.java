package org.aliquot.ingest.rows.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.ResourceReader;
import org.aliquot.ingest.rows.json.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathCompilerTest {
    private static final Schema SCHEMA = new Schema(FhirContext.forR4Cached());

    private static final String OBSERVATION = """
            {"resourceType":"Observation","status":"final","language":"de","code":{"coding":[{"code":"a"},{"code":"b"}],"text":"t"},
             "subject":{"reference":"Patient/1"},"valueString":"v","performer":[{"reference":"Practitioner/1"},
             {"reference":"Organization/1"}],"component":[{"code":{"text":"one"},"valueInteger":1},
             {"code":{"text":"two"},"valueString":"w"}],"extension":[{"url":"x","valueString":"e"},{"url":"y","valueString":"f"}]}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "Observation.status ~ final",
                "status ~ final",
                "Resource.language ~ de",
                "DomainResource.language ~ de",
                "Observation.code.coding.code ~ a b",
                "(Observation.value as string) ~ v",
                "Observation.value as string ~ v",
                "Observation.value.as(string) ~ v",
                "Observation.value.ofType(string) ~ v",
                "(Observation.value as Quantity) ~ ",
                "(Observation.component.value as string) ~ w",
                "Observation.performer.where(resolve() is Practitioner).reference ~ Practitioner/1",
                "Observation.subject.where(resolve() is Patient).reference ~ Patient/1",
                "Observation.subject.where(resolve() is Group).reference ~ ",
                "Observation.code.coding.where(code = 'b').code ~ b",
                "Observation.extension.where(url='y').value.as(string) ~ f",
                "Observation.extension('x').value.ofType(string) ~ e",
            })
    void findsWhatTheExpressionNames(String expression, String expected) throws Exception {
        List<String> found = new ArrayList<>();
        compile(expression).orElseThrow().visit(observation(), (field, value) -> found.add((String) value));

        assertThat(String.join(" ", found)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.name",
                "(Condition.onset as Age)",
                "Patient.deceased.exists() and Patient.deceased != false"
            })
    void anotherTypesBranchFindsNothingHere(String expression) throws Exception {
        assertThat(compile(expression)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation",
                "Observation.roe",
                "Roe.code",
                "Observation.value.coding",
                "Observation.component.first().code",
                "Observation.component[0].code",
                "Observation.status | Observation.code",
                "Observation.extension",
                "Observation.status.length() > 3",
                "Observation.code.where(text.exists())",
                "Observation.code.where(resolve() is Patient)",
                "(Observation.value as Age)",
                "Observation.value.ofType(",
            })
    void whatIsNotSureIsNotCompiled(String expression) {
        assertThatThrownBy(() -> compile(expression)).isInstanceOf(NotCompiledException.class);
    }

    @Test
    void aConditionKnowsFalseFromAbsentFromTrue() throws Exception {
        Path dead = new PathCompiler(SCHEMA, SCHEMA.resource("Patient").orElseThrow())
                .compile("Patient.deceased.exists() and Patient.deceased != false")
                .orElseThrow();

        assertThat(dead.notFalse()).isTrue();
    }

    private static Optional<Path> compile(String expression) throws NotCompiledException {
        return new PathCompiler(SCHEMA, SCHEMA.resource("Observation").orElseThrow()).compile(expression);
    }

    private static Element observation() throws Exception {
        return new ResourceReader(SCHEMA)
                .read(OBSERVATION.getBytes(StandardCharsets.UTF_8))
                .resource();
    }
}
