package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void decimalsHaveExactlyTheirDigits() {
        Dice dice = Dice.of(1, 1);
        for (int i = 0; i < 10_000; i++) {
            long unscaled = dice.next() >> (4 + dice.below(60));
            int digits = dice.below(7);
            assertThat(new JsonLine().decimal(unscaled, digits))
                    .hasToString(BigDecimal.valueOf(unscaled, digits).toPlainString());
        }
    }

    @Test
    void idsAreUuidsOfVersionEight() {
        Dice dice = Dice.of(1, 2);
        for (int i = 0; i < 1_000; i++) {
            Id id = Id.from(dice);
            UUID uuid = new UUID(id.high(), id.low());
            assertThat(new JsonLine().add(id)).hasToString(uuid.toString());
            assertThat(uuid.version()).isEqualTo(8);
            assertThat(uuid.variant()).isEqualTo(2);
        }
    }

    @Test
    void timesShowTheOffsetOfTheirSeason() {
        assertThat(LabTime.write(LabTime.at(LocalDate.of(2024, 1, 5), 9 * 3600), new JsonLine()))
                .hasToString("2024-01-05T09:00:00+01:00");
        assertThat(LabTime.write(LabTime.at(LocalDate.of(2024, 7, 5), 9 * 3600), new JsonLine()))
                .hasToString("2024-07-05T09:00:00+02:00");
    }

    @Test
    void textsAreEscaped() {
        assertThat(Json.quoted("a \"b\" \\ c")).isEqualTo("\"a \\\"b\\\" \\\\ c\"");
    }
}
