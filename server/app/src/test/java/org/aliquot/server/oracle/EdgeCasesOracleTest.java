package org.aliquot.server.oracle;

import java.util.List;
import java.util.stream.Stream;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.corpus.StepsFile;

/** The cases that somebody thought of: the {@code .steps} files beside {@link StepsFile}. */
class EdgeCasesOracleTest extends Equivalence {
    @Override
    List<Step> steps() {
        return Stream.of("meta", "references", "strings", "numbers", "dates", "lifecycle", "shapes")
                .flatMap(name -> StepsFile.read("edges/" + name + ".steps").stream())
                .toList();
    }
}
