package org.aliquot.view.suite;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Our cases in the same format, for every feature of views. */
class OwnSuiteTest {
    @TestFactory
    Stream<DynamicNode> everyCaseOfOursPasses() throws IOException, URISyntaxException {
        return PublicSuiteTest.nodes(Path.of(
                OwnSuiteTest.class.getResource("/org/aliquot/view/suite").toURI()));
    }
}
