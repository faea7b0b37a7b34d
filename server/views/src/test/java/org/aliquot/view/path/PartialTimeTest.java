package org.aliquot.view.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.aliquot.view.path.PartialTime.Kind;

class PartialTimeTest {
    /** FHIR dateTimes of every precision, near one another so that some are equal. */
    @Provide
    Arbitrary<String> dateTimes() {
        Arbitrary<String> moment = Combinators.combine(
                        Arbitraries.integers().between(2023, 2025),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 28),
                        Arbitraries.integers().between(0, 23),
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.of("", ".5", ".500", ".123456"))
                .as((year, month, day, hour, minute, fraction) -> String.format(
                        Locale.ROOT, "%04d-%02d-%02dT%02d:%02d:30%s", year, month, day, hour, minute, fraction));
        Arbitrary<String> zone = Arbitraries.of("", "Z", "+02:00", "-05:30", "+14:00", "-12:00");
        return Combinators.combine(moment, zone, Arbitraries.of(4, 7, 10, 19))
                .as((text, offset, length) -> length == 19 ? text + offset : text.substring(0, length));
    }

    private static PartialTime time(String text) {
        PartialTime time = PartialTime.parse(text, Kind.DATE_TIME);
        assertThat(time).as(text).isNotNull();
        return time;
    }

    @Property
    void whatIsReadIsWrittenAgain(@ForAll("dateTimes") String text) {
        assertThat(time(text).text()).isEqualTo(text);
    }

    @Property
    void orderTurnsRoundWithItsSidesAndIsEqualWithItself(@ForAll("dateTimes") String a, @ForAll("dateTimes") String b) {
        Integer order = PartialTime.compare(time(a), time(b));
        Integer turned = PartialTime.compare(time(b), time(a));
        if (order == null) {
            assertThat(turned).isNull();
        } else {
            assertThat(Integer.signum(turned)).isEqualTo(-Integer.signum(order));
        }
        assertThat(PartialTime.compare(time(a), time(a))).isZero();
    }

    @Property
    void boundariesEncloseAndAreTheirOwnBoundaries(@ForAll("dateTimes") String text) {
        PartialTime low = time(text).boundary(true, -1);
        PartialTime high = time(text).boundary(false, -1);
        assertThat(PartialTime.compare(low, high)).isNotPositive();
        assertThat(low.boundary(true, -1)).isEqualTo(low);
        assertThat(high.boundary(false, -1)).isEqualTo(high);
        assertThat(PartialTime.parse(high.text(), Kind.DATE_TIME)).isEqualTo(high);
    }

    @Property
    void whatIsKnownToTheSameMomentAsAnotherIsOrderedLikeInstants(
            @ForAll("dateTimes") String a, @ForAll("dateTimes") String b) {
        java.util.Optional<java.time.OffsetDateTime> x = org.aliquot.view.Times.timestamp(a);
        java.util.Optional<java.time.OffsetDateTime> y = org.aliquot.view.Times.timestamp(b);
        if (x.isPresent() && y.isPresent()) {
            assertThat(Integer.signum(PartialTime.compare(time(a), time(b))))
                    .isEqualTo(
                            Integer.signum(x.get().toInstant().compareTo(y.get().toInstant())));
        }
    }
}
