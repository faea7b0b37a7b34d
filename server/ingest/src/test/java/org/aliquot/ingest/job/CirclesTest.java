package org.aliquot.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aliquot.ingest.job.ledger.HeldLines.Waiting;
import org.junit.jupiter.api.Test;

class CirclesTest {
    @Test
    void linesThatWaitForEachOtherAreOneGroup() {
        Waiting a = waiting(1, "Patient/a", "Patient/b");
        Waiting b = waiting(2, "Patient/b", "Patient/a");
        Waiting later = waiting(3, "Patient/a", "Patient/a");
        Waiting alone = waiting(4, "Observation/o", "Patient/nobody");
        Waiting behind = waiting(5, "Observation/p", "Patient/b");

        assertThat(Circles.among(List.of(a, b, later, alone, behind))).containsExactly(List.of(a, b, later, behind));
    }

    @Test
    void linesWithoutIdsAreNotOfOneId() {
        assertThat(Circles.among(
                        List.of(waiting(1, "Observation", "Patient/x"), waiting(2, "Observation", "Patient/y"))))
                .isEmpty();
    }

    private static Waiting waiting(long line, String reference, String missing) {
        return new Waiting(1, line, reference, List.of(missing), 100);
    }
}
