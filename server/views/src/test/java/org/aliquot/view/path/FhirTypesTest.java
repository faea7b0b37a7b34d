package org.aliquot.view.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FhirTypesTest {
    private static final String HEADER = """
            # Elements of FHIR R4 (4.0.1) and their types. Made from FHIR's own StructureDefinitions by FhirDefinitions
            # (tests), never by hand: mvn test -Dtest=FhirTypesTest -Dr4.elements.write=<this file>
            """;

    @Test
    void theTableHoldsEveryElementOfEveryTypeAndNoOther() throws IOException {
        List<String> expected = FhirDefinitions.lines();
        String write = System.getProperty("r4.elements.write");
        if (write != null) {
            Files.writeString(Path.of(write), HEADER + String.join("\n", expected) + "\n");
        }
        List<String> shipped = new ArrayList<>();
        try (InputStream in = FhirTypesTest.class.getResourceAsStream("/org/aliquot/view/path/r4-elements.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(shipped::add);
        }
        assertThat(shipped).isEqualTo(expected);
    }
}
