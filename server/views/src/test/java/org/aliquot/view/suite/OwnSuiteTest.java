package org.aliquot.view.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our cases in the specification's format, for every feature of views. */
class OwnSuiteTest {
    @TestFactory
    Stream<DynamicNode> everyCaseOfOursPasses() throws IOException, URISyntaxException {
        Path folder = Path.of(
                OwnSuiteTest.class.getResource("/org/aliquot/view/suite").toURI());
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
