package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormulaTest {
    private static final List<String> TESTS = List.of("TRIG", "CHOL", "HDL");

    @Test
    void isWorkedFromLeftToRight() {
        Formula friedewald = Formula.of("TRIG / -5 + CHOL - HDL", TESTS::indexOf);

        assertThat(friedewald.of(new double[] {150, 200, 50})).isEqualTo(120);
        assertThat(friedewald.needs(2)).isTrue();
        assertThat(Formula.of("CHOL - HDL", TESTS::indexOf).needs(0)).isFalse();
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Formula.of("TRIG / VLDL", TESTS::indexOf))
                .hasMessage("\"VLDL\" is neither a number nor an earlier test");
        assertThatThrownBy(() -> Formula.of("TRIG ^ 2", TESTS::indexOf)).hasMessage("\"^\" is no operator");
    }
}
