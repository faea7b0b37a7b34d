package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.junit.jupiter.api.Test;

/** What is written is FHIR R4, of the guide's profiles, and holds together. */
class GeneratedResourcesTest {
    private static final Pattern REFERENCE = Pattern.compile("\"reference\":\"([^\"]+)\"");

    @Test
    void everyLineIsReadBackStrictly() {
        IParser strict = FhirContext.forR4Cached().newJsonParser();
        strict.setParserErrorHandler(new StrictErrorHandler());

        for (String line : Generated.patients(1, 15).lines()) {
            IBaseResource resource = strict.parseResource(line);
            assertThat(resource.getIdElement().getIdPart()).hasSize(36);
        }
    }

    @Test
    void aSampleOfEveryTestAndEveryStateIsValidByR4AndTheGuide() {
        GuideValidator guide = new GuideValidator();
        List<String> errors = differentOnes(Generated.patients(2, 300)).stream()
                .flatMap(line -> guide.errors(line).stream())
                .toList();

        assertThat(errors).isEmpty();
        assertThat(guide.errors(one(ResourceKind.OBSERVATION).replace("\"specimen\":", "\"focus\":")))
                .as("the validator knows the guide")
                .anyMatch(error -> error.contains("Observation.specimen: minimum required = 1"));
    }

    private static String one(ResourceKind kind) {
        return Generated.patients(1, 1)
                .resources(kind)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    @Test
    void everyReferencePointsBackIntoTheSet() {
        Set<String> written = new HashSet<>();
        for (String line : Generated.patients(4, 100).lines()) {
            Matcher reference = REFERENCE.matcher(line);
            while (reference.find()) {
                assertThat(written).contains(reference.group(1));
            }
            JsonNode resource = new Generated(line).resources().findFirst().orElseThrow();
            assertThat(written.add(resource.path("resourceType").asText() + "/"
                            + resource.path("id").asText()))
                    .as("ids are used once")
                    .isTrue();
        }
    }

    @Test
    void peopleSayThatTheyAreTestDataAndTheRestWhereItComesFrom() {
        assertThat(Generated.patients(5, 5).resources()).allSatisfy(resource -> {
            String type = resource.path("resourceType").asText();
            boolean person = type.equals("Patient") || type.equals("Practitioner");
            assertThat(resource.at("/meta/tag/0/code").asText()).isEqualTo(person ? "HTEST" : "");
            assertThat(resource.at("/meta/source").asText()).endsWith("/5");
        });
    }

    @Test
    void profilesAreNamedOnRequestOnly() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Generator(1, Claims.NONE).patients(2, new SingleStream(bytes));

        assertThat(new Generated(bytes.toString(StandardCharsets.UTF_8)).resources())
                .noneMatch(resource -> resource.path("meta").has("profile"));
        assertThat(Generated.patients(1, 2).resources(ResourceKind.OBSERVATION))
                .allMatch(resource -> resource.path("meta").has("profile"));
    }

    /** One line for each profile, test, status, flag and kind of value; validating all would take hours. */
    private static Set<String> differentOnes(Generated generated) {
        Set<String> seen = new HashSet<>();
        Set<String> chosen = new LinkedHashSet<>();
        generated.lines().forEach(line -> {
            JsonNode resource = new Generated(line).resources().findFirst().orElseThrow();
            String code = resource.at("/code/coding/0/code").asText();
            String state = resource.path("status").asText()
                    + resource.at("/interpretation/0/coding/0/code").asText()
                    + resource.at("/valueQuantity/comparator").asText()
                    + resource.at("/dataAbsentReason/coding/0/code").asText()
                    + resource.has("note");
            boolean isNew = seen.add(resource.path("resourceType").asText() + code);
            isNew |= seen.add(resource.at("/meta/profile/0").asText() + state);
            if (isNew) {
                chosen.add(line);
            }
        });
        return chosen;
    }
}
