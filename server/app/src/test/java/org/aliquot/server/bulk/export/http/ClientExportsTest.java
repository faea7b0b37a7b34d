package org.aliquot.server.bulk.export.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClientExportsTest {
    @Test
    void datesHaveTwoDigitsForTheDayAsHttpHasThem() {
        assertThat(ClientExports.httpDate(Instant.parse("2026-12-03T01:32:27.5Z")))
                .isEqualTo("Thu, 03 Dec 2026 01:32:27 GMT");
    }
}
