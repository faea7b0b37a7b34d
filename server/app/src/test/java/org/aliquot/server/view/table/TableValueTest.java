package org.aliquot.server.view.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.ViewColumn;
import org.junit.jupiter.api.Test;

/** What a table takes of a view's values. */
class TableValueTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static ViewColumn column(ColumnKind kind, boolean isCollection) {
        return new ViewColumn("c", "string", kind, isCollection, "c", Map.of());
    }

    private static Object of(ColumnKind kind, Object value) {
        return TableValue.of(column(kind, false), value);
    }

    private static void assertRefused(ColumnKind kind, Object value) {
        assertThatThrownBy(() -> of(kind, value)).isInstanceOf(TableValue.NoRowException.class);
    }

    @Test
    void aListIsAnArrayAndBytesAreHexadecimal() {
        assertThat(TableValue.of(column(ColumnKind.STRING, true), Arrays.asList("a\"b", "c\\")))
                .isEqualTo("{\"a\\\"b\",\"c\\\\\"}");
        assertThat(of(ColumnKind.BINARY, "AP8=")).isEqualTo("\\x00ff");
        assertThat(of(ColumnKind.DECIMAL, new BigDecimal("8.10"))).isEqualTo(new BigDecimal("8.10"));
    }

    @Test
    void timesThatPostgresHasNotAreNothing() {
        assertThat(of(ColumnKind.DATE, "0000-01-01")).isNull();
        assertThat(of(ColumnKind.DATE, "2026-01")).isNull();
        assertThat(of(ColumnKind.TIMESTAMP, "0000-01-01T00:00:00Z")).isNull();
        assertThat(of(ColumnKind.TIMESTAMP, "2026-01-01T00:00:00+17:00")).isNull();
        assertThat(of(ColumnKind.TIMESTAMP, "2026-01-01T00:00:00+14:00")).isNotNull();
    }

    @Test
    void whatPostgresWouldRefuseIsNoRowHoweverDeepItIs() throws Exception {
        assertRefused(ColumnKind.STRING, "a\0b");
        assertRefused(ColumnKind.BINARY, "A");
        assertRefused(ColumnKind.DECIMAL, new BigDecimal("1e20000"));
        for (String json : List.of(
                "{\"unit\":\"a\\u0000b\"}", "[{\"x\":[\"\\u0000\"]}]", "{\"\\u0000\":1}", "{\"value\":1e-10000}")) {
            assertRefused(ColumnKind.JSON, JSON.readTree(json));
            assertRefused(ColumnKind.JSON, List.of(JSON.readTree(json)));
        }
        assertThat(of(ColumnKind.JSON, JSON.readTree("{\"unit\":\"mmol/L\",\"value\":8.10}")))
                .isNotNull();
    }
}
