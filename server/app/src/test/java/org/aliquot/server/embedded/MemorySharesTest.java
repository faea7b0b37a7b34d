package org.aliquot.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySharesTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 128MB, 512MB, 64MB",
        "4096, 320MB, 1344MB, 64MB",
        "16000, 1280MB, 5312MB, 192MB",
        "24152, 1984MB, 8000MB, 256MB",
        "262144, 2048MB, 65536MB, 256MB"
    })
    void buffersGrowWithTheMachineWithinBounds(long megabytes, String buffers, String cache, String maintenance) {
        assertThat(new MemoryShares(megabytes).settings())
                .containsEntry("shared_buffers", buffers)
                .containsEntry("effective_cache_size", cache)
                .containsEntry("maintenance_work_mem", maintenance);
    }
}
