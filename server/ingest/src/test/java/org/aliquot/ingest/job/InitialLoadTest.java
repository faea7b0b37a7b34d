package org.aliquot.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InitialLoadTest {
    private final List<String> said = new ArrayList<>();
    private int failures;
    private final InitialLoad load = new InitialLoad("job", this::begin);

    private Optional<LoadMode.Underway> begin() {
        said.add("begun");
        return Optional.of(new LoadMode.Underway() {
            @Override
            public void complete(Consumer<String> progress) {
                progress.accept("an index");
                said.add(load.doing().orElseThrow());
                if (failures-- > 0) {
                    throw new IllegalStateException("the database is away");
                }
            }

            @Override
            public void stop() {
                said.add("stopped");
            }

            @Override
            public void abandon() {
                said.add("abandoned");
            }
        });
    }

    @Test
    void beginsOnceAndCompletesOnce() {
        load.stores(false);
        load.stores(false);
        load.complete();
        load.end();

        assertThat(said).containsExactly("begun", "an index (step 1)");
        assertThat(load.doing()).isEmpty();
    }

    @Test
    void isOverBeforeTheFirstBatchThatMaySearchAndDoesNotBeginAgain() {
        load.stores(false);
        load.stores(true);
        load.stores(false);

        assertThat(said).containsExactly("begun", "an index (step 1)");
    }

    @Test
    void neverBeginsWhereTheFirstBatchMaySearch() {
        load.stores(true);
        load.stores(false);
        load.end();

        assertThat(said).isEmpty();
    }

    @Test
    void whatFailedIsTriedAgainWhileTheJobLivesAndLeftToTheNextStartAtItsEnd() {
        failures = 2;
        load.stores(false);

        assertThatThrownBy(load::complete).hasMessage("the database is away");
        load.end();

        assertThat(said).containsExactly("begun", "an index (step 1)", "an index (step 1)", "abandoned");
    }

    @Test
    void stopReachesWhatIsMadeAndNothingElse() {
        load.stop();
        load.stores(false);
        load.stop();
        load.complete();
        load.stop();

        assertThat(said).containsExactly("begun", "stopped", "an index (step 1)");
    }

    @Test
    void isQuietOnlyWhileItWaitsForItsClient() {
        assertThat(load.isQuietFor(Duration.ZERO)).isFalse();
        load.waits();
        assertThat(load.isQuietFor(Duration.ZERO)).isTrue();
        assertThat(load.isQuietFor(Duration.ofHours(1))).isFalse();
        load.works();
        assertThat(load.isQuietFor(Duration.ZERO)).isFalse();
    }
}
