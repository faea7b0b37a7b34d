package org.aliquot.ingest.rows.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    // As datatypes.html has them.
    private static final Pattern DATE_TIME = Pattern.compile(
            "([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1])(T([01][0-9]|2[0-3])"
                    + ":[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00)))?)?)?");

    @ParameterizedTest
    @ValueSource(
            strings = {"1900-02-29", "2023-02-29", "2026-04-31", "0000", "0000-01-01", "26-04-17", " 2026", "2026\n"})
    void aDayThatNoMonthHasIsNoDate(String text) {
        assertThat(Moments.isDate(text)).isFalse();
        assertThat(Moments.isDateTime(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:00", "23:59:60", "08:12:00.125"})
    void timesHaveSeconds(String text) {
        assertThat(Moments.isTime(text)).isTrue();
        assertThat(Moments.isTime(text.substring(0, 5))).isFalse();
        assertThat(Moments.isTime(text + "Z")).isFalse();
    }

    @Property
    void aDateTimeIsOneOfTheStandardsWithADayOfItsMonth(@ForAll("nearly") String text) {
        boolean isRight = DATE_TIME.matcher(text).matches() && !text.contains("-02-3") && !text.contains("-04-31");
        assertThat(Moments.isDateTime(text)).as(text).isEqualTo(isRight);
        // What the fast lane reads is among it.
        assertThat(FhirDate.parse(text) == null || isRight).as(text).isTrue();
    }

    @Provide
    Arbitrary<String> nearly() {
        return Combinators.combine(
                        Arbitraries.of("2026", "1850", "0001", "0000", "99999", "٢٠٢٦"),
                        Arbitraries.of("", "-02", "-04", "-12", "-13", "-00", "-4"),
                        Arbitraries.of("", "-01", "-28", "-30", "-31", "-32", "-00"),
                        Arbitraries.of("", "T08:12:00", "T23:59:60", "T24:00:00", "T08:12", "T8:12:00", " 08:12:00"),
                        Arbitraries.of("", ".5", ".123456", ".", ",5", ".123٤"),
                        Arbitraries.of("", "Z", "z", "+02:00", "-11:30", "+14:00", "+14:01", "+2:00", "+0200"))
                .as((year, month, day, clock, fraction, zone) -> year + month + day + clock + fraction + zone);
    }
}
