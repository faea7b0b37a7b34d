package org.aliquot.view.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * SQL on FHIR's own cases, where somebody has them: {@code -Dsql.on.fhir.suite=<folder tests of the specification>}, and with {@code
 * -Dsql.on.fhir.report=<file>} their {@link SuiteReport}.
 */
class PublicSuiteTest {
    @Test
    void everyCaseOfTheSpecificationPasses() throws IOException {
        String folder = System.getProperty("sql.on.fhir.suite");
        assumeTrue(folder != null, "no -Dsql.on.fhir.suite=<folder>: the specification's own cases are not run");
        SuiteReport report = new SuiteReport();
        List<String> faults = new ArrayList<>();
        int cases = 0;
        for (SuiteFile file : SuiteFile.in(Path.of(folder))) {
            for (SuiteFile.Case test : file.cases()) {
                Optional<String> found = test.fault();
                found.ifPresent(fault -> faults.add(file.name() + ", " + test.title() + ": " + fault));
                report.add(file, test, found);
                cases++;
            }
        }
        String file = System.getProperty("sql.on.fhir.report");
        if (file != null) {
            report.write(Path.of(file));
        }
        assertThat(faults).isEmpty();
        assertThat(cases).isPositive();
    }
}
