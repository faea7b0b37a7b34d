package org.aliquot.server.auth.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;

@WithServer
class AccountsTest {
    private final TestServer server;

    AccountsTest(TestServer server) {
        this.server = server;
    }

    private UserStore at(Instant time) {
        return new UserStore(server.bean(javax.sql.DataSource.class), Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void ofManyGuessesAtOnceNoMoreAreLookedAtThanOneAfterAnother() throws InterruptedException {
        Instant now = Instant.now();
        String user = SmartApp.user(server, null);
        List<Thread> guesses = IntStream.range(0, 30)
                .mapToObj(i -> new Thread(() -> at(now).login(user, "wrong " + i)))
                .toList();
        guesses.forEach(Thread::start);
        for (Thread guess : guesses) {
            guess.join();
        }
        assertThat(at(now).login(user, SmartApp.PASSWORD)).as("locked").isEmpty();
        assertThat(at(now.plus(Duration.ofMinutes(16))).login(user, SmartApp.PASSWORD))
                .isPresent();
    }

    @Test
    void aRightPasswordAmongManyGuessesDoesNotHelpOnceItIsLocked() {
        Instant now = Instant.now();
        String user = SmartApp.user(server, null);
        AtomicInteger let = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            at(now).login(user, "wrong");
        }
        for (int i = 0; i < 3; i++) {
            at(now).login(user, SmartApp.PASSWORD).ifPresent(known -> let.incrementAndGet());
        }
        assertThat(let).hasValue(0);
    }

    @Test
    void aOneTimePasswordIsExchangedOnce() {
        UserStore users = server.bean(UserStore.class);
        String oneTime = users.addOrReset("exchange-once", Optional.empty(), Role.CLINICIAN);
        User owner = users.login("exchange-once", oneTime).orElseThrow();
        assertThat(users.changePassword(owner, "the owner's choice")).isEmpty();
        assertThat(users.changePassword(owner, "somebody else's choice")).isPresent();
        assertThat(users.login("exchange-once", "the owner's choice")).isPresent();
    }

    @Test
    void whatAppsMayDoEndsWithTheAccountAndWithANewPassword() {
        String practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        UserStore users = server.bean(UserStore.class);
        for (boolean isRemoved : new boolean[] {true, false}) {
            String user = SmartApp.user(server, practitioner);
            SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/Patient.rs offline_access");
            var tokens = app.launch("user/Patient.rs offline_access", user, "").tree();
            String[] bearer = SmartApp.bearer(tokens.path("access_token").asText());
            assertThat(server.get("Patient?_count=1", bearer).status()).isEqualTo(200);
            if (isRemoved) {
                assertThat(users.remove(user)).isTrue();
            } else {
                users.addOrReset(user, Optional.of(practitioner), Role.CLINICIAN);
            }
            assertThat(SmartApp.statusInTheEnd(server, bearer)).isEqualTo(401);
            assertThat(app.refresh(tokens.path("refresh_token").asText()).status())
                    .isEqualTo(400);
        }
        assertThat(users.remove("nobody")).isFalse();
    }
}
