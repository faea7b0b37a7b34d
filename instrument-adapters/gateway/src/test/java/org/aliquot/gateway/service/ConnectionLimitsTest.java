package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aliquot.gateway.connection.Changed;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.gateway.peer.TurnedAway.Reason;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.protocol.astm.link.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConnectionLimitsTest {
    @TempDir
    Path directory;

    @Test
    void twoHundredCallersHoldNoMoreThanTheLimitAndTheAnalyzerGetsThrough() throws Exception {
        ExecutorService crowd = Executors.newFixedThreadPool(20);
        List<RawAnalyzer> callers = new ArrayList<>();
        try (GatewayFixture fixture = new GatewayFixture(directory, Changed.limited(xn("xn-1"), 4, 4));
                RawAnalyzer busy = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            busy.send(Control.ENQ);
            busy.expectAck();
            List<Future<RawAnalyzer>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(crowd.submit(() -> fixture.connect("xn-1")));
            }
            int most = 0;
            for (Future<RawAnalyzer> call : calls) {
                callers.add(call.get());
                most = Math.max(most, fixture.status("xn-1").connected());
            }
            GatewayFixture.await(
                    "all had their turn", () -> fixture.status("xn-1").turnedAway() == 197);
            assertThat(most).isBetween(1, 4);
            assertThat(threads("line-xn-1")).isLessThanOrEqualTo(4);

            for (byte[] frame : frames) {
                busy.send(frame);
                busy.expectAck();
            }
            busy.send(Control.EOT);
            fixture.sink.await(1);
            try (RawAnalyzer late = fixture.connect("xn-1")) {
                late.tell(XnMessages.message("S-2"));
                fixture.sink.await(2);
            }
        } finally {
            crowd.shutdownNow();
            for (RawAnalyzer caller : callers) {
                caller.close();
            }
        }
    }

    private static long threads(String name) throws InterruptedException {
        // Those that made room take a moment to notice.
        Thread.sleep(500);
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    @Test
    void anAddressThatCallsAgainTakesThePlaceOfItsOwnConnectionAndOfNoOther() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, Changed.limited(xn("xn-1"), 4, 1));
                RawAnalyzer other = RawAnalyzer.from("127.0.0.3", fixture.address("xn-1"));
                RawAnalyzer first = RawAnalyzer.from("127.0.0.2", fixture.address("xn-1"))) {
            greet(other);
            greet(first);
            try (RawAnalyzer second = RawAnalyzer.from("127.0.0.2", fixture.address("xn-1"))) {
                first.expectHangUp();
                assertThat(fixture.turnedAway("xn-1", Reason.MADE_ROOM).text()).contains("max-connections-per-peer");
                second.send(Control.ENQ);
                second.expectAck();
                try (RawAnalyzer third = RawAnalyzer.from("127.0.0.2", fixture.address("xn-1"))) {
                    third.expectHangUp();
                }
                fixture.turnedAway("xn-1", Reason.TOO_MANY_OF_PEER);
                greet(other);
            }
        }
    }

    @Test
    void allListenersTogetherHaveALimitToo() throws Exception {
        GatewaySettings two = new GatewaySettings(List.of(xn("xn-1"), xn("xn-2")), 2);
        try (GatewayFixture fixture = new GatewayFixture(directory, TlsBundles.NONE, two)) {
            try (RawAnalyzer one = fixture.connect("xn-1");
                    RawAnalyzer two2 = fixture.connect("xn-1")) {
                greet(one);
                greet(two2);
                try (RawAnalyzer refused = fixture.connect("xn-2")) {
                    refused.expectHangUp();
                }
                assertThat(fixture.turnedAway("xn-2", Reason.TOO_MANY_IN_ALL).text())
                        .contains("aliquot.gateway.max-connections");
                try (RawAnalyzer again = fixture.connect("xn-1")) {
                    one.expectHangUp();
                    greet(again);
                }
            }
            GatewayFixture.await("all gone", () -> fixture.status("xn-1").connected() == 0);
            try (RawAnalyzer served = fixture.connect("xn-2")) {
                served.tell(XnMessages.message("S-1"));
                fixture.sink.await(1);
            }
        }
    }

    /** Says something, so that the connection is known to be served. */
    private static void greet(RawAnalyzer analyzer) throws IOException {
        analyzer.send(Control.ENQ, Control.EOT);
        analyzer.expectAck();
    }
}
