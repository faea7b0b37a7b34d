package org.aliquot.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(new Sample(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(new Sample(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
        assertThat(new Sample(List.of()).median()).isNaN();
    }

    @Test
    void cellsNameMedianSpreadAndHowMany() {
        assertThat(new Sample(List.of(14_200.0, 12_700.0, 13_050.0)).cells()).isEqualTo("13,050 | 12,700–14,200 | 3");
        assertThat(new Sample(List.of()).cells()).isEqualTo("not measured | | 0");
    }
}
