package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.aliquot.lab.ReferenceRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceRangesTest {
    private final ReferenceRanges ranges = new ReferenceRanges(DecimalMark.POINT);

    @ParameterizedTest
    @CsvSource({
        "4.00-10.00,4.00,10.00",
        "0.05 - 0.3,0.05,0.3",
        "3.50–9.50,3.50,9.50",
        "-2--1,-2,-1",
        "-2-2,-2,2",
        "12 to 16,12,16",
        "<5,,5",
        "≤ 5.0,,5.0",
        ">= 1.2,1.2,",
        "60-,60,",
    })
    void boundsKeepTheirDigits(String text, BigDecimal low, BigDecimal high) {
        assertThat(ranges.read(text))
                .contains(new ReferenceRange(text, Optional.ofNullable(low), Optional.ofNullable(high)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"negative", "10.0-4.0", "4,00-10,00", "see report", "1-2-3", "-0.3"})
    void whatIsNoPlainIntervalIsKeptAsText(String text) {
        assertThat(ranges.read(text)).contains(new ReferenceRange(text, Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "-", "--", "^"})
    void aDashIsNoInterval(String text) {
        assertThat(ranges.read(text)).isEmpty();
    }

    @Property
    void anyTextIsKept(@ForAll String text) {
        assertThat(ranges.read(text).map(ReferenceRange::text).orElse(text.strip()))
                .isEqualTo(text.strip());
    }
}
