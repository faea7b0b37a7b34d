package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same seed, the same bytes. */
class DeterminismTest {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    // A change of tables or code changes this on purpose; a machine, a JDK, a locale or a zone must not.
    private static final String DIGEST_OF_FIVE_PATIENTS =
            "0ec568272432dbd018d5a4db8ff1e3f8a1a1e4bc211c1bbf1fc51a6ad5c4c6ed";

    @Test
    void bytesAreThoseOfEveryOtherMachine() throws NoSuchAlgorithmException {
        byte[] bytes = Generated.patients(42, 5).text().getBytes(StandardCharsets.UTF_8);

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .isEqualTo(DIGEST_OF_FIVE_PATIENTS);
    }

    @Test
    void localeAndZoneOfTheMachineDoNotMatter() {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        String before = Generated.patients(7, 10).text();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            assertThat(Generated.patients(7, 10).text()).isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void generatorsSideBySideDoNotDisturbEachOther() {
        String alone = Generated.patients(9, 20).text();
        CompletableFuture<String> other =
                CompletableFuture.supplyAsync(() -> Generated.patients(9, 20).text());

        assertThat(Generated.patients(9, 20).text()).isEqualTo(alone);
        assertThat(other.join()).isEqualTo(alone);
    }

    @Test
    void fewPatientsAreTheFirstOfMany() {
        assertThat(Generated.patients(3, 20).text())
                .startsWith(Generated.patients(3, 10).text());
    }

    @Test
    void anotherSeedSharesNoId() {
        assertThat(ids(1)).doesNotContainAnyElementsOf(ids(2));
    }

    @Test
    void askedForResourcesItWritesThemAndFinishesTheLastPatient() throws IOException {
        AtomicLong counted = new AtomicLong();

        long written =
                new Generator(1, Claims.NONE).resources(5_000, (kind, line, length) -> counted.incrementAndGet());

        assertThat(written).isEqualTo(counted.get()).isBetween(5_000L, 7_000L);
    }

    private static Set<String> ids(long seed) {
        return ID.matcher(Generated.patients(seed, 10).text())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }
}
