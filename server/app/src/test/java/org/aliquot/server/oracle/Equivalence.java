package org.aliquot.server.oracle;

import java.util.List;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.oracle.search.Search;
import org.aliquot.server.oracle.search.SearchPlan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What has to hold of a corpus that both servers were given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Equivalence {
    private static final long SEED = 3;

    private final TwoServers servers = TwoServers.running();
    private List<String> unlikeAnswers;

    /** What both are told. */
    abstract List<Step> steps();

    /** Whether searches go to resources of this type too. */
    boolean isSearched(String type) {
        return true;
    }

    @BeforeAll
    void storeOnBothSides() {
        unlikeAnswers = servers.run(steps());
    }

    @Test
    void everyLineHasTheSameOutcome() {
        Findings.assertNone("what became of the lines", unlikeAnswers);
    }

    @Test
    void everyTableHoldsTheSameRows() {
        Findings.assertNone("rows", servers.rowsThatDiffer());
    }

    @Test
    void everySearchHasTheSameAnswer() {
        Scale scale = Scale.asked();
        List<Search> searches = servers.searches(scale.valuesOfEach(), this::isSearched);
        List<Search> asked = SearchPlan.sample(searches, scale.searches(), SEED).stream()
                .filter(search -> Scale.isWanted(search.path()))
                .toList();
        Findings.assertNone("answers", servers.answersThatDiffer(asked));
    }
}
