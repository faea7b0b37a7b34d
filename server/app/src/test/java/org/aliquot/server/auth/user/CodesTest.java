package org.aliquot.server.auth.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Accounts that want a code beside the password. */
@WithServer
class CodesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:10Z");

    private final TestServer server;
    private String user;

    CodesTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void somebodyIsAskedForCodes() {
        user = SmartApp.user(
                server,
                "Practitioner/"
                        + server.create(new Practitioner()).getIdElement().getIdPart());
        assertThat(at(NOW).askForCodes(user))
                .hasValueSatisfying(uri -> assertThat(uri).startsWith("otpauth://totp/Aliquot:" + user + "?secret="));
    }

    private UserStore at(Instant time) {
        return new UserStore(server.bean(DataSource.class), Clock.fixed(time, ZoneOffset.UTC));
    }

    private String codeAt(Instant time) {
        byte[] secret = new JdbcTemplate(server.bean(DataSource.class))
                .queryForObject("select totp_secret from aliquot_user where name = ?", byte[].class, user);
        return Totp.code(secret, time.getEpochSecond() / 30, 6, "HmacSHA1");
    }

    @Test
    void thePasswordAloneLetsNobodyIn() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/Patient.rs");
        HttpResponse<String> asked = app.login(app.authorize("GET", app.request("user/Patient.rs")), user);
        assertThat(asked.body()).contains("Your code", "autocomplete=\"one-time-code\"");
        for (String step : new String[] {"/auth/consent", "/auth/password", "/auth/patient"}) {
            assertThat(app.submit(
                                    step,
                                    SmartApp.single(Map.of(
                                            "flow",
                                            SmartApp.flow(asked),
                                            "decision",
                                            "allow",
                                            "password",
                                            "another one")))
                            .statusCode())
                    .as(step)
                    .isEqualTo(400);
        }
        assertThat(app.enterCode(asked, "000000").statusCode()).isEqualTo(401);

        HttpResponse<String> consent = app.enterCode(asked, codeAt(Instant.now()));

        assertThat(SmartApp.sentBack(app.allow(consent))).containsKey("code");
        String audit =
                server.get("AuditEvent?agent-name=" + user + "&subtype=110122").body();
        assertThat(audit).contains("and by code", "by password, code not given yet", "wrong code");
        HttpResponse<String> grants = app.login(app.open("/auth/grants"), user);
        assertThat(grants.body()).contains("Your code");
    }

    @Test
    void aCodeIsGoodOnceAndNoneBeforeIt() {
        String code = codeAt(NOW);
        String next = codeAt(NOW.plusSeconds(30));
        assertThat(at(NOW).isCode(user, code)).isTrue();
        assertThat(at(NOW).isCode(user, code)).as("a second time").isFalse();
        assertThat(at(NOW.plusSeconds(30)).isCode(user, code)).isFalse();
        assertThat(at(NOW.plusSeconds(30)).isCode(user, next)).isTrue();
        assertThat(at(NOW).isCode(user, code)).isFalse();
    }

    @Test
    void ofTwoWhoTakeOneCodeAtTheSameTimeOneGetsIn() throws InterruptedException {
        String code = codeAt(NOW);
        AtomicInteger in = new AtomicInteger();
        Thread[] both = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    if (at(NOW).isCode(user, code)) {
                        in.incrementAndGet();
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread one : both) {
            one.start();
        }
        for (Thread one : both) {
            one.join();
        }
        assertThat(in).hasValue(1);
    }

    @Test
    void wrongCodesLockTheAccountAndTheRightPasswordDoesNotForgiveThem() {
        String code = codeAt(NOW);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 5; i++) {
            assertThat(at(NOW).login(user, SmartApp.PASSWORD))
                    .as("attempt " + i)
                    .isPresent();
            assertThat(at(NOW).isCode(user, wrong)).isFalse();
        }
        assertThat(at(NOW).isCode(user, code)).as("locked").isFalse();
        assertThat(at(NOW).login(user, SmartApp.PASSWORD)).as("locked").isEmpty();
        Instant later = NOW.plus(Duration.ofMinutes(16));
        assertThat(at(later).login(user, SmartApp.PASSWORD)).isPresent();
        assertThat(at(later).isCode(user, codeAt(later))).isTrue();
    }

    @Test
    void passwordsGivenWithoutACodeLockNobodyOut() {
        for (int i = 0; i < 12; i++) {
            assertThat(at(NOW).login(user, SmartApp.PASSWORD))
                    .as("attempt " + i)
                    .isPresent();
        }
        assertThat(at(NOW).isCode(user, codeAt(NOW))).isTrue();
    }

    @Test
    void withoutCodesThePasswordIsEnoughAgain() {
        String code = codeAt(NOW);
        assertThat(at(NOW).login(user, SmartApp.PASSWORD).orElseThrow().isCodeDue())
                .isTrue();
        assertThat(at(NOW).askForNoCodes(user)).isTrue();
        assertThat(at(NOW).login(user, SmartApp.PASSWORD).orElseThrow().isCodeDue())
                .isFalse();
        assertThat(at(NOW).isCode(user, code)).as("no code is right").isFalse();
        assertThat(at(NOW).askForNoCodes("nobody")).isFalse();
        assertThat(at(NOW).askForCodes("nobody")).isEmpty();
    }
}
