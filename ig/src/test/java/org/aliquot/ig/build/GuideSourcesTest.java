package org.aliquot.ig.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build says about a source that is wrong: the file, what it found, what it expected. */
class GuideSourcesTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private static final String PROFILE = """
            resourceType: StructureDefinition
            id: a-profile
            name: AProfile
            kind: resource
            type: Observation
            baseDefinition: http://hl7.org/fhir/StructureDefinition/Observation
            differential:
              element:
                - id: Observation.category
                  slicing:
                    discriminator:
                      - type: pattern
                        path: $this
                    rules: open
                - id: Observation.category:mine
                  max: "1"
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void aGuide() throws IOException {
        write("guide.yaml", """
                packageId: org.example.guide
                version: 1.2.3
                canonical: https://example.org/fhir
                title: A guide
                description: For the test.
                license: Apache-2.0
                author: Nobody
                date: "2026-02-03"
                """);
    }

    @Test
    void definitionCarriesTheGuidesVersionAndItsOwnUrl() throws IOException {
        write("SD_A.yaml", PROFILE);

        StructureDefinition profile = (StructureDefinition) read().definitions().get("StructureDefinition-a-profile");

        assertThat(profile.getUrl()).isEqualTo("https://example.org/fhir/StructureDefinition/a-profile");
        assertThat(profile.getVersion()).isEqualTo("1.2.3");
        assertThat(profile.getDateElement().getValueAsString()).isEqualTo("2026-02-03");
    }

    @Test
    void elementsIdAloneGivesItsPathAndSliceName() throws IOException {
        write("SD_A.yaml", PROFILE);

        StructureDefinition profile = (StructureDefinition) read().definitions().get("StructureDefinition-a-profile");

        assertThat(profile.getDifferential().getElement().get(1).getPath()).isEqualTo("Observation.category");
        assertThat(profile.getDifferential().getElement().get(1).getSliceName()).isEqualTo("mine");
    }

    @Test
    void reportedDigitsOfAnExampleSurviveTheYaml() throws IOException {
        write("EX_zero.yaml", """
                resourceType: Observation
                id: zero
                meta:
                  profile: [https://example.org/fhir/StructureDefinition/a-profile]
                valueQuantity:
                  value: 5.40
                """);

        Observation example = (Observation) read().examples().get("EX_zero");

        assertThat(example.getValueQuantity().getValue()).hasToString("5.40");
    }

    @Test
    void fileOfNoKnownKindIsNotIgnored() throws IOException {
        write("Sd_A.yaml", PROFILE);

        assertThatThrownBy(this::read)
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("Sd_A.yaml")
                .hasMessageContaining("SD=StructureDefinition");
    }

    @Test
    void prefixOfAnotherKindIsRefused() throws IOException {
        write("VS_A.yaml", PROFILE);

        assertThatThrownBy(this::read)
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("VS_A.yaml: holds a StructureDefinition");
    }

    @Test
    void misspeltElementIsRefusedWithTheFilesName() throws IOException {
        write("SD_A.yaml", PROFILE.replace("baseDefinition:", "baseDefinitoin:"));

        assertThatThrownBy(this::read)
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("SD_A.yaml")
                .hasMessageContaining("baseDefinitoin");
    }

    @Test
    void brokenYamlIsRefusedWithTheFilesName() throws IOException {
        write("SD_A.yaml", "resourceType: [");

        assertThatThrownBy(this::read).isInstanceOf(GuideException.class).hasMessageContaining("SD_A.yaml: not YAML");
    }

    @Test
    void emptyFileIsRefusedWithTheFilesName() throws IOException {
        write("SD_A.yaml", "");

        assertThatThrownBy(this::read).isInstanceOf(GuideException.class).hasMessageContaining("SD_A.yaml");
    }

    @Test
    void secondDefinitionOfTheSameIdIsRefused() throws IOException {
        write("SD_A.yaml", PROFILE);
        write("SD_B.yaml", PROFILE);

        assertThatThrownBy(this::read)
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("SD_B.yaml: a second StructureDefinition-a-profile");
    }

    @Test
    void definitionWithoutAnIdIsRefusedWithTheFilesName() throws IOException {
        write("SD_A.yaml", PROFILE.replace("id: a-profile\n", ""));

        assertThatThrownBy(this::read)
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("SD_A.yaml")
                .hasMessageContaining("no id");
    }

    @Test
    void exampleThatClaimsNoProfileIsRefused() throws IOException {
        write("EX_a.yaml", "resourceType: Patient\nid: a\n");

        assertThatThrownBy(() -> BuildGuide.build(folder))
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("EX_a")
                .hasMessageContaining("profile");
    }

    @Test
    void profileOnAnUnknownBaseIsRefused() throws IOException {
        write("SD_A.yaml", PROFILE.replace("StructureDefinition/Observation", "StructureDefinition/Observance"));

        assertThatThrownBy(() -> BuildGuide.build(folder))
                .hasMessageContaining("https://example.org/fhir/StructureDefinition/a-profile");
    }

    @Test
    void elementThatTheBaseDoesNotHaveIsRefused() throws IOException {
        write("SD_A.yaml", PROFILE + "    - id: Observation.colour\n      max: \"0\"\n");

        assertThatThrownBy(() -> BuildGuide.build(folder))
                .isInstanceOf(GuideException.class)
                .hasMessageContaining("https://example.org/fhir/StructureDefinition/a-profile")
                .hasMessageContaining("Observation.colour");
    }

    private GuideSources read() throws IOException {
        return GuideSources.read(FHIR, folder);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
