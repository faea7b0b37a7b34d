package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.User;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** How many logins may be under way, and how much they hold. */
@WithServer
class FlowsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T18:00:00Z");
    private static final User ADA = new User("ada", Optional.empty(), Role.CLINICIAN, false, false, false, "1");

    private final TestServer server;
    private final Flows flows;

    FlowsTest(TestServer server) {
        this.server = server;
        this.flows = new Flows(
                server.bean(ClientStore.class), server.bean(UserStore.class), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Flow flow(String address, int stateOf) {
        return new Flow(
                Hashes.random(),
                "browser",
                address,
                NOW.plus(Flows.LIFE),
                new Flow.App("app", "App"),
                "https://app.example.org/cb",
                "s".repeat(stateOf),
                "",
                null,
                "user/Patient.rs",
                null,
                null,
                LaunchContext.NONE);
    }

    private boolean isThere(Flow flow) {
        return flows.find(flow.id(), "browser").isPresent();
    }

    private long there(List<Flow> all) {
        return all.stream().filter(this::isThere).count();
    }

    private List<Flow> begin(int many, String address, int stateOf) {
        return IntStream.range(0, many)
                .mapToObj(i -> flows.keep(flow(address, stateOf)))
                .toList();
    }

    @Test
    void oneAddressPushesOutItsOwnAlone() {
        Flow others = flows.keep(flow("192.0.2.1", 8));
        Flow loggedIn = flows.keep(flow("192.0.2.2", 8).as(ADA, NOW));
        List<Flow> many = begin(Flows.MOST_OF_ONE_ADDRESS + 10, "192.0.2.2", 8);
        assertThat(isThere(others)).isTrue();
        assertThat(isThere(loggedIn)).as("whoever logged in is somebody").isTrue();
        assertThat(there(many)).isEqualTo(Flows.MOST_OF_ONE_ADDRESS);
        assertThat(isThere(many.get(9))).as("the oldest go").isFalse();
    }

    @Test
    void allTogetherHoldNoMoreThanIsSaid() {
        Flow loggedIn = flows.keep(flow("192.0.2.1", 8).as(ADA, NOW));
        int each = 14_000;
        long many = 0;
        for (int i = 0; i < 3; i++) {
            many = there(begin(900, "192.0.2." + (10 + i), each)) + many;
        }
        List<Flow> last = begin(900, "192.0.2.20", each);
        assertThat(there(last)).isEqualTo(900);
        assertThat(900 * (each + 400L)).isLessThan(Flows.LARGEST);
        List<Flow> more = begin(300, "192.0.2.21", each);
        assertThat(there(more)).isEqualTo(300);
        assertThat(there(last) * (each + 400L)).isLessThan(Flows.LARGEST - 300 * (each + 400L));
        assertThat(isThere(loggedIn)).isTrue();
    }

    @Test
    void whatEndedIsHeldNoMore() {
        for (int i = 0; i < 3_000; i++) {
            Flow one = flows.keep(flow("192.0.2.1", 14_000));
            flows.keep(one.about(new LaunchContext("12", null, null, null, null, null)));
            assertThat(flows.end(one)).isTrue();
            assertThat(flows.end(one)).isFalse();
        }
        Flow first = flows.keep(flow("192.0.2.2", 14_000));
        begin(900, "192.0.2.3", 14_000);
        assertThat(isThere(first)).isTrue();
    }

    @Test
    void inNumberTheyAreBoundedToo() {
        Flow first = flows.keep(flow("192.0.2.1", 8));
        for (int i = 0; i <= Flows.MOST / 900; i++) {
            begin(900, "198.51.100." + i, 8);
        }
        assertThat(isThere(first)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
        "2001:db8:1:2:0:0:0:1, 2001:db8:1:2",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
    })
    void ofIpv6TheNetworkCounts(String address, String from) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        assertThat(Flow.from(request)).isEqualTo(from);
    }

    @Test
    void whatIsAskedForIsBounded() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/*.cruds");
        String fifty = "user/Patient.rs ".repeat(50).strip();
        assertThat(app.authorize("POST", app.request(fifty)).statusCode()).isEqualTo(200);
        String long1 = "user/Patient.rs?category=" + "s".repeat(4_080) + "|c";
        for (String scope : List.of(fifty + " user/Patient.rs", long1)) {
            Map<String, String> back = SmartApp.sentBack(app.authorize("POST", app.request(scope)));
            assertThat(back).containsEntry("error", "invalid_scope");
            assertThat(back.get("error_description")).isEqualTo("scope: 50 scopes at most, and 4096 characters");
        }
    }

    @Test
    void whatAStarBecomesIsBounded() {
        StringBuilder registered = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            registered
                    .append("user/T")
                    .append((char) ('a' + i / 26))
                    .append((char) ('a' + i % 26))
                    .append(".rs ");
        }
        SmartApp app =
                SmartApp.registered(server, Kind.PUBLIC, registered.toString().strip());
        assertThat(SmartApp.sentBack(app.authorize("GET", app.request("user/*.rs"))))
                .containsEntry("error", "invalid_scope");
        assertThat(app.authorize("GET", app.request("user/Taa.rs")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theyEndByThemselves() {
        Flow old = flows.keep(flow("192.0.2.1", 8));
        Flows later = new Flows(
                server.bean(ClientStore.class),
                server.bean(UserStore.class),
                Clock.fixed(NOW.plus(Flows.LIFE).plus(Duration.ofSeconds(1)), ZoneOffset.UTC));
        later.keep(old);
        assertThat(later.find(old.id(), "browser")).isEmpty();
    }
}
