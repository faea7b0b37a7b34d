package org.aliquot.ig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aliquot.ig.build.GuideSources;
import org.aliquot.ig.build.YamlResources;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The guide's examples against the guide's package: the good ones pass, each bad one breaks exactly its rule. */
class ExamplesTest {
    private static final String FAILS_WITH = "# Fails with: ";

    @TestFactory
    Stream<DynamicTest> everyExampleClaimsAProfileAndKeepsItsRules() throws IOException {
        return GuideSources.read(PackagedGuide.FHIR, Sources.FOLDER).examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    assertThat(example.getValue().getMeta().getProfile()).isNotEmpty();
                    assertThat(PackagedGuide.errors(example.getValue())).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyInvalidExampleBreaksExactlyItsRule() throws IOException {
        YamlResources yaml = new YamlResources(PackagedGuide.FHIR);
        List<Path> files = invalidExamples();
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    List<String> rules = expectedRules(file);
                    List<String> errors = PackagedGuide.errors(yaml.resource(file));
                    assertThat(errors).hasSameSizeAs(rules);
                    assertThat(rules).allSatisfy(rule -> assertThat(errors).anyMatch(error -> error.contains(rule)));
                }));
    }

    /** Every rule that some invalid example is there to break. */
    static List<String> rulesOfInvalidExamples() throws IOException {
        List<String> rules = new ArrayList<>();
        for (Path file : invalidExamples()) {
            rules.addAll(expectedRules(file));
        }
        return rules;
    }

    private static List<Path> invalidExamples() throws IOException {
        try (Stream<Path> listed = Files.list(Sources.FOLDER.resolve("invalid"))) {
            return listed.sorted().toList();
        }
    }

    private static List<String> expectedRules(Path file) throws IOException {
        List<String> rules = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(FAILS_WITH))
                .map(line -> line.substring(FAILS_WITH.length()).strip())
                .toList();
        assertThat(rules)
                .as("lines '%s…' in %s", FAILS_WITH, file.getFileName())
                .isNotEmpty();
        return rules;
    }
}
