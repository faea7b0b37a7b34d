package org.aliquot.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskSharesTest {
    @ParameterizedTest
    @CsvSource({"500, 1024MB", "40000, 4000MB", "900000, 16384MB"})
    void theLogGrowsWithTheDiskWithinBounds(long megabytes, String log) {
        assertThat(new DiskShares(megabytes).settings()).containsEntry("max_wal_size", log);
    }
}
