package org.aliquot.ingest.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.postgresql.util.ByteConverter;

/** The driver reads what the server sends, which is the same format: its reader is the oracle of our writer. */
class BinaryNumericTest {
    @Property
    void theDriverReadsTheSameDigits(@ForAll @Scale(12) @BigRange(min = "-1e30", max = "1e30") BigDecimal value) {
        assertThat(read(value)).isEqualTo(value);
    }

    @Test
    void trailingZerosAreKept() {
        for (String digits : new String[] {"0", "0.0", "0.000", "5.40", "-0.010", "100", "10000", "1234567.8900"}) {
            assertThat(read(new BigDecimal(digits))).isEqualTo(new BigDecimal(digits));
        }
    }

    @Test
    void aPowerOfTenIsWrittenOut() {
        assertThat(read(new BigDecimal("12E+5"))).isEqualTo(new BigDecimal("1200000"));
    }

    private static BigDecimal read(BigDecimal value) {
        return (BigDecimal) ByteConverter.numeric(BinaryNumeric.of(value));
    }
}
