package org.aliquot.view.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** SQL on FHIR's own cases, where somebody has them: {@code -Dsql.on.fhir.suite=<folder tests of the specification>}. */
class PublicSuiteTest {
    @TestFactory
    Stream<DynamicNode> everyCaseOfTheSpecificationPasses() throws IOException {
        String folder = System.getProperty("sql.on.fhir.suite");
        assumeTrue(folder != null, "no -Dsql.on.fhir.suite=<folder>: the specification's own cases are not run");
        return nodes(Path.of(folder));
    }

    static Stream<DynamicNode> nodes(Path folder) throws IOException {
        List<DynamicNode> nodes = new ArrayList<>();
        for (SuiteFile file : SuiteFile.in(folder)) {
            nodes.add(DynamicContainer.dynamicContainer(
                    file.name(),
                    file.cases().stream()
                            .map(test -> DynamicTest.dynamicTest(
                                    test.title(), () -> assertThat(test.fault()).isEmpty()))));
        }
        assertThat(nodes).isNotEmpty();
        return nodes.stream();
    }
}
