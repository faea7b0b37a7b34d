package org.aliquot.server.oracle;

import java.nio.file.Path;
import java.util.List;
import org.aliquot.server.oracle.corpus.GivenFiles;
import org.aliquot.server.oracle.corpus.Step;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Files of anybody, such as Synthea's: {@code -Daliquot.oracle.files=FOLDER}. */
@EnabledIfSystemProperty(
        named = GivenFilesOracleTest.FOLDER,
        matches = ".+",
        disabledReason = "no folder of NDJSON or Bundles is named by -Daliquot.oracle.files")
class GivenFilesOracleTest extends Equivalence {
    static final String FOLDER = "aliquot.oracle.files";

    @Override
    List<Step> steps() {
        return GivenFiles.steps(Path.of(System.getProperty(FOLDER)));
    }
}
