package org.aliquot.resource.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    private static final BigInteger END = BigInteger.TEN.pow(38);

    private static BigDecimal written(String number) {
        Bytes bytes = new Bytes();
        char[] text = ("x" + number).toCharArray();
        assertThat(Decimals.add(text, 1, number.length(), bytes)).as(number).isTrue();
        assertThat(bytes.size()).isEqualTo(Decimals.BYTES);
        return new BigDecimal(new BigInteger(Arrays.copyOf(bytes.array(), bytes.size())), Decimals.SCALE);
    }

    @Property
    void aNumberIsItselfWithTwelveDigitsBehindTheMark(
            @ForAll BigInteger unscaled, @ForAll @IntRange(max = 20) int scale) {
        BigDecimal number = new BigDecimal(unscaled.remainder(END), Math.max(scale, 12));
        assertThat(written(number.toPlainString())).isEqualByComparingTo(number.setScale(12, RoundingMode.HALF_EVEN));
        assertThat(written(number.toString())).isEqualByComparingTo(number.setScale(12, RoundingMode.HALF_EVEN));
    }

    @Property
    void shortNumbersGoTheSameWay(@ForAll int unscaled, @ForAll @IntRange(max = 12) int scale) {
        BigDecimal number = new BigDecimal(BigInteger.valueOf(unscaled), scale);
        assertThat(written(number.toPlainString())).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-0.0", "0E10", "1E-1000000000", "-0.0000000000004"})
    void whatIsTooSmallIsZero(String number) {
        assertThat(written(number)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E26", "1E1000000000", "99999999999999999999999999.9999999999999"})
    void whatIsTooLargeIsNoNumberHere(String number) {
        assertThat(Decimals.add(number.toCharArray(), 0, number.length(), new Bytes()))
                .isFalse();
    }

    @Test
    void theWidestFits() {
        String widest = "9".repeat(26) + "." + "9".repeat(12);
        assertThat(written(widest)).isEqualTo(new BigDecimal(widest));
        assertThat(written("-" + widest)).isEqualTo(new BigDecimal("-" + widest));
    }
}
