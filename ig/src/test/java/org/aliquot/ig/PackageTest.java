package org.aliquot.ig;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.aliquot.ig.build.BuildGuide;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.junit.jupiter.api.Test;

/** What a FHIR package must have, and that it is the same package every time. */
class PackageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultProfileValidationSupport CORE = new DefaultProfileValidationSupport(PackagedGuide.FHIR);

    @Test
    void twoBuildsGiveTheSameBytes() throws IOException {
        byte[] again = BuildGuide.build(Sources.FOLDER);

        assertThat(BuildGuide.build(Sources.FOLDER)).isEqualTo(again);
        // The packaged bytes came from another JVM, Maven's: no hash order or clock got in.
        assertThat(packaged()).isEqualTo(again);
    }

    @Test
    void manifestNamesThePackageItsFhirVersionAndItsDependencies() throws IOException {
        JsonNode manifest = JSON.readTree(entries().get("package/package.json"));

        assertThat(manifest.path("name").asText())
                .isEqualTo("org.aliquot.lab")
                .matches("[a-z][a-z0-9\\-]*(\\.[a-z0-9\\-]+)+");
        assertThat(manifest.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+(-.+)?");
        assertThat(manifest.path("canonical").asText()).isEqualTo("https://aliquot.org/fhir");
        assertThat(manifest.path("fhirVersions"))
                .containsExactly(JSON.getNodeFactory().textNode("4.0.1"));
        assertThat(manifest.path("dependencies").path("hl7.fhir.r4.core").asText())
                .isEqualTo("4.0.1");
        assertThat(manifest.path("type").asText()).isEqualTo("IG");
        for (String field : List.of("title", "description", "author", "license", "url", "date")) {
            assertThat(manifest.path(field).asText()).as(field).isNotBlank();
        }
    }

    @Test
    void eachIndexListsExactlyTheFilesOfItsFolder() throws IOException {
        Map<String, byte[]> entries = entries();
        for (String folder : List.of("package/", "package/example/")) {
            JsonNode index = JSON.readTree(entries.get(folder + ".index.json"));
            TreeSet<String> listed = new TreeSet<>();
            for (JsonNode file : index.path("files")) {
                String name = file.path("filename").asText();
                JsonNode resource = JSON.readTree(entries.get(folder + name));
                assertThat(file.path("resourceType")).isEqualTo(resource.path("resourceType"));
                assertThat(file.path("id")).isEqualTo(resource.path("id"));
                assertThat(file.path("url")).isEqualTo(resource.path("url"));
                listed.add(folder + name);
            }
            assertThat(entries.keySet().stream()
                            .filter(name ->
                                    name.matches(folder + "[^/]+") && !name.matches(".*/(\\.index|package)\\.json")))
                    .containsExactlyElementsOf(listed);
        }
    }

    @Test
    void everyUrlIsTheCanonicalBaseTypeAndId() throws IOException {
        for (JsonNode resource : definitions()) {
            assertThat(resource.path("url").asText())
                    .isEqualTo("https://aliquot.org/fhir/"
                            + resource.path("resourceType").asText() + "/"
                            + resource.path("id").asText());
        }
    }

    @Test
    void agreedProfilesAreThere() throws IOException {
        assertThat(definitions().stream().map(resource -> resource.path("id").asText()))
                .contains(
                        "aliquot-lab-observation",
                        "aliquot-lab-panel",
                        "aliquot-lab-specimen",
                        "aliquot-lab-service-request",
                        "aliquot-lab-report",
                        "aliquot-analyzer-device",
                        "aliquot-control-observation");
    }

    @Test
    void everySnapshotHasEveryElementOfItsBaseAndOfItsDifferential() throws IOException {
        for (StructureDefinition profile : profiles()) {
            List<String> paths = profile.getSnapshot().getElement().stream()
                    .map(ElementDefinition::getPath)
                    .toList();
            List<String> ids = profile.getSnapshot().getElement().stream()
                    .map(ElementDefinition::getId)
                    .toList();
            assertThat(paths).as(profile.getName()).containsAll(basePaths(profile));
            assertThat(ids)
                    .as(profile.getName())
                    .containsAll(profile.getDifferential().getElement().stream()
                            .map(ElementDefinition::getId)
                            .toList());
        }
    }

    @Test
    void everyRuleOfADifferentialIsInItsSnapshot() throws IOException {
        for (StructureDefinition profile : profiles()) {
            assertThat(keys(profile.getSnapshot().getElement()))
                    .as(profile.getName())
                    .containsAll(keys(profile.getDifferential().getElement()));
        }
    }

    @Test
    void readersOfFhirPackagesReadIt() throws IOException {
        NpmPackage npm = NpmPackage.fromPackage(new ByteArrayInputStream(packaged()));

        assertThat(npm.id()).isEqualTo("org.aliquot.lab");
        assertThat(npm.fhirVersion()).isEqualTo("4.0.1");
        assertThat(npm.listResources("StructureDefinition")).hasSize(profiles().size());
        assertThat(npm.list("example")).isNotEmpty();
    }

    private static List<String> keys(List<ElementDefinition> elements) {
        return elements.stream()
                .flatMap(element -> element.getConstraint().stream())
                .map(ElementDefinition.ElementDefinitionConstraintComponent::getKey)
                .toList();
    }

    private static List<String> basePaths(StructureDefinition profile) {
        String base = "http://hl7.org/fhir/StructureDefinition/" + profile.getType();
        StructureDefinition core = (StructureDefinition) CORE.fetchStructureDefinition(base);
        return core.getSnapshot().getElement().stream()
                .map(ElementDefinition::getPath)
                .toList();
    }

    private static List<StructureDefinition> profiles() throws IOException {
        List<StructureDefinition> profiles = new ArrayList<>();
        for (JsonNode definition : definitions()) {
            if (definition.path("resourceType").asText().equals("StructureDefinition")) {
                profiles.add(PackagedGuide.FHIR
                        .newJsonParser()
                        .parseResource(StructureDefinition.class, definition.toString()));
            }
        }
        assertThat(profiles).isNotEmpty();
        return profiles;
    }

    private static List<JsonNode> definitions() throws IOException {
        Map<String, byte[]> entries = entries();
        JsonNode index = JSON.readTree(entries.get("package/.index.json"));
        List<JsonNode> definitions = new ArrayList<>();
        for (JsonNode file : index.path("files")) {
            definitions.add(
                    JSON.readTree(entries.get("package/" + file.path("filename").asText())));
        }
        return definitions;
    }

    private static byte[] packaged() throws IOException {
        try (InputStream stream = PackageTest.class.getClassLoader().getResourceAsStream(PackagedGuide.CLASSPATH)) {
            assertThat(stream).isNotNull();
            return stream.readAllBytes();
        }
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(packaged())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), tar.readAllBytes());
            }
        }
        return entries;
    }
}
