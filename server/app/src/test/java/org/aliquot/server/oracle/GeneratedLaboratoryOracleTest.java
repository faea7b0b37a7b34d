package org.aliquot.server.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.oracle.corpus.Step;

/** What a laboratory stores day by day: the output of {@code aliquot generate}. */
class GeneratedLaboratoryOracleTest extends Equivalence {
    private static final int LINES = 100;
    private static final long SEED = 11;

    @Override
    List<Step> steps() {
        List<String> lines = new ArrayList<>();
        try {
            new Generator(SEED, Claims.PROFILES)
                    .resources(
                            Scale.asked().generated(),
                            (kind, line, length) ->
                                    // Without the line feed.
                                    lines.add(new String(line, 0, length - 1, UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Step> steps = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += LINES) {
            steps.add(Step.Store.of(
                    "generated " + (steps.size() + 1), lines.subList(from, Math.min(lines.size(), from + LINES))));
        }
        return steps;
    }
}
