package org.aliquot.server.auth.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final String SEED = "1234567890".repeat(7);

    /** RFC 6238, appendix B: the secrets are of 20, 32 and 64 bytes, as its errata and its code have them. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936",
        "1111111109, 07081804, 68084774, 25091201",
        "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116",
        "2000000000, 69279037, 90698825, 38618901",
        "20000000000, 65353130, 77737706, 47863826",
    })
    void codesAreThoseOfTheRfc(long seconds, String sha1, String sha256, String sha512) {
        long step = seconds / 30;
        assertThat(Totp.code(secret(20), step, 8, "HmacSHA1")).isEqualTo(sha1);
        assertThat(Totp.code(secret(32), step, 8, "HmacSHA256")).isEqualTo(sha256);
        assertThat(Totp.code(secret(64), step, 8, "HmacSHA512")).isEqualTo(sha512);
        assertThat(Totp.stepOf(secret(20), sha1.substring(2), Instant.ofEpochSecond(seconds)))
                .as("six digits of them")
                .hasValue(step);
    }

    private static byte[] secret(int bytes) {
        return SEED.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aCodeIsGoodOneStepEarlyAndOneLate() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        String code = Totp.code(secret(20), now.getEpochSecond() / 30, 6, "HmacSHA1");
        for (int seconds : new int[] {-30, 0, 30}) {
            assertThat(Totp.stepOf(secret(20), code, now.plusSeconds(seconds))).isPresent();
        }
        for (int seconds : new int[] {-61, 61, 3_600}) {
            assertThat(Totp.stepOf(secret(20), code, now.plusSeconds(seconds))).isEmpty();
        }
        for (String wrong : new String[] {"", "0", code + "0", "0" + code, "abcdef"}) {
            assertThat(Totp.stepOf(secret(20), wrong, now)).as(wrong).isEmpty();
        }
    }

    /** RFC 4648, 10, without padding. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void secretsAreWrittenInBase32(String text, String written) {
        assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(written);
    }

    @Test
    void anAuthenticatorAppIsToldAllThatItNeeds() {
        assertThat(Totp.uri("ada@lab", secret(20)))
                .isEqualTo("otpauth://totp/Aliquot:ada%40lab?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=Aliquot&algorithm=SHA1&digits=6&period=30");
    }
}
