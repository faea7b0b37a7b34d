package org.aliquot.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Java's own reading of moments is the oracle. */
class TimesTest {
    @Property
    void momentsAreReadAsJavaReadsThem(@ForAll("moments") String text) {
        assertThat(Times.timestamp(text)).as(text).isEqualTo(javas(text));
    }

    @Property
    void damagedMomentsAreReadAsJavaReadsThem(
            @ForAll("moments") String text, @ForAll("damage") char damage, @ForAll("places") int place) {
        int at = place % text.length();
        String damaged = text.substring(0, at) + damage + text.substring(at + 1);
        assertThat(Times.timestamp(damaged)).as(damaged).isEqualTo(javas(damaged));
        String shorter = text.substring(0, at) + text.substring(at + 1);
        assertThat(Times.timestamp(shorter)).as(shorter).isEqualTo(javas(shorter));
        String longer = text.substring(0, at) + damage + text.substring(at);
        assertThat(Times.timestamp(longer)).as(longer).isEqualTo(javas(longer));
    }

    @Example
    void aPointWithoutDigitsIsReadAsJavaReadsIt() {
        assertThat(Times.timestamp("2026-01-02T03:04:05.Z")).isEqualTo(javas("2026-01-02T03:04:05.Z"));
        assertThat(Times.timestamp("2026-01-02T03:04:05.1234567890Z"))
                .isEqualTo(javas("2026-01-02T03:04:05.1234567890Z"));
    }

    private static Optional<OffsetDateTime> javas(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> moments() {
        Arbitrary<String> days = Combinators.combine(
                        Arbitraries.integers().between(0, 9999),
                        Arbitraries.integers().between(0, 13),
                        Arbitraries.integers().between(0, 32))
                .as("%04d-%02d-%02dT"::formatted);
        Arbitrary<String> times = Combinators.combine(
                        Arbitraries.integers().between(0, 24),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 60))
                .as("%02d:%02d:%02d"::formatted);
        Arbitrary<String> fractions = Arbitraries.strings()
                .numeric()
                .ofMinLength(0)
                .ofMaxLength(10)
                .map(digits -> digits.isEmpty() ? "" : "." + digits);
        Arbitrary<String> offsets = Arbitraries.oneOf(
                Arbitraries.just("Z"),
                Combinators.combine(
                                Arbitraries.of('+', '-'),
                                Arbitraries.integers().between(0, 19),
                                Arbitraries.integers().between(0, 60))
                        .as("%s%02d:%02d"::formatted));
        return Combinators.combine(days, times, fractions, offsets)
                .as((day, time, fraction, offset) -> day + time + fraction + offset);
    }

    @Provide
    Arbitrary<Character> damage() {
        return Arbitraries.of('0', '9', ':', '-', '+', '.', 'Z', 'z', 'T', 't', ' ', '٣');
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, 40);
    }
}
