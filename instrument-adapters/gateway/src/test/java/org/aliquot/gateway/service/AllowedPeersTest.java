package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.aliquot.gateway.connection.Changed;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.protocol.astm.link.Control;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers on and off the list, on real sockets: all of 127.0.0.0/8 is this machine. */
@Timeout(60)
class AllowedPeersTest {
    @TempDir
    Path directory;

    @Test
    void whoIsOnTheListIsServedAndWhoIsNotIsClosedBeforeAByteIsRead() throws Exception {
        ConnectionSettings list = Changed.allowing(xn("xn-1"), "127.0.0.2", "127.20.0.0/24");
        try (GatewayFixture fixture = new GatewayFixture(directory, list)) {
            try (RawAnalyzer stranger = RawAnalyzer.from("127.0.0.3", fixture.address("xn-1"))) {
                stranger.expectHangUp();
            }
            TurnedAway told = fixture.turnedAway("xn-1", TurnedAway.Reason.NOT_ALLOWED);
            assertThat(told.peer()).isEqualTo("127.0.0.3");
            assertThat(told.text()).contains("allowed-peers");
            try (RawAnalyzer one = RawAnalyzer.from("127.0.0.2", fixture.address("xn-1"));
                    RawAnalyzer last = RawAnalyzer.from("127.20.0.255", fixture.address("xn-1"))) {
                one.tell(XnMessages.message("S-1"));
                last.tell(XnMessages.message("S-2"));
                fixture.sink.await(2);
            }
            assertThat(fixture.status("xn-1").turnedAway()).isEqualTo(1);
        }
    }

    @Test
    void theAddressesBeforeAndAfterARangeAreNotInIt() throws Exception {
        ConnectionSettings list = Changed.allowing(xn("xn-1"), "127.20.0.0/24");
        try (GatewayFixture fixture = new GatewayFixture(directory, list)) {
            for (String outside : new String[] {"127.19.255.255", "127.20.1.0"}) {
                try (RawAnalyzer stranger = RawAnalyzer.from(outside, fixture.address("xn-1"))) {
                    stranger.expectHangUp();
                }
            }
            assertThat(fixture.status("xn-1").turnedAway()).isEqualTo(2);
        }
    }

    @Test
    void aStrangerWhoSpeaksAtOnceLeavesNoTraceInTheSpool() throws Exception {
        ConnectionSettings list = Changed.allowing(xn("xn-1"), "127.0.0.2");
        try (GatewayFixture fixture = new GatewayFixture(directory, list)) {
            for (int i = 0; i < 20; i++) {
                try (RawAnalyzer stranger = fixture.connect("xn-1")) {
                    stranger.send(Control.ENQ, (byte) 'x');
                    stranger.expectHangUp();
                } catch (IOException closedBeforeTheBytesLeft) {
                    assertThat(closedBeforeTheBytesLeft).isNotNull();
                }
            }
            GatewayFixture.await("all turned away", () -> fixture.status("xn-1").turnedAway() == 20);
            assertThat(fixture.status("xn-1").bytes()).isZero();
            assertThat(fixture.gateway.spool().transcripts(TranscriptFilter.newest(5)))
                    .isEmpty();
        }
    }

    @Test
    void strangersDoNotCostAnAnalyzerItsConnection() throws Exception {
        ConnectionSettings list = Changed.limited(Changed.allowing(xn("xn-1"), "127.0.0.2"), 1, 1);
        try (GatewayFixture fixture = new GatewayFixture(directory, list);
                RawAnalyzer analyzer = RawAnalyzer.from("127.0.0.2", fixture.address("xn-1"))) {
            analyzer.send(Control.ENQ, Control.EOT);
            analyzer.expectAck();
            for (int i = 0; i < 5; i++) {
                try (RawAnalyzer stranger = fixture.connect("xn-1")) {
                    stranger.expectHangUp();
                }
            }
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
        }
    }

    @Test
    void anIpv6PeerIsKnownByItsAddress() throws Exception {
        Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6");
        ConnectionSettings known = Changed.at(Changed.allowing(xn("xn-1"), "::1"), "[::1]:0");
        ConnectionSettings unknown = Changed.at(Changed.allowing(xn("xn-2"), "2001:db8::/32", "0.0.0.0/0"), "[::1]:0");
        try (GatewayFixture fixture = new GatewayFixture(directory, known, unknown)) {
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.tell(XnMessages.message("S-1"));
                fixture.sink.await(1);
            }
            try (RawAnalyzer analyzer = fixture.connect("xn-2")) {
                analyzer.expectHangUp();
            }
        }
    }

    @Test
    void anIpv4PeerOfAListenerForBothIsKnownByItsIpv4Address() throws Exception {
        Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6");
        ConnectionSettings plain = Changed.at(Changed.allowing(xn("xn-1"), "127.0.0.1"), "[::]:0");
        ConnectionSettings mapped = Changed.at(Changed.allowing(xn("xn-2"), "::ffff:127.0.0.0/104"), "[::]:0");
        ConnectionSettings other = Changed.at(Changed.allowing(xn("xn-3"), "::/0"), "[::]:0");
        try (GatewayFixture fixture = new GatewayFixture(directory, plain, mapped, other)) {
            for (String id : new String[] {"xn-1", "xn-2"}) {
                try (RawAnalyzer analyzer = new RawAnalyzer(viaIpv4(fixture, id))) {
                    analyzer.tell(XnMessages.message("S-" + id));
                }
            }
            fixture.sink.await(2);
            try (RawAnalyzer analyzer = new RawAnalyzer(viaIpv4(fixture, "xn-3"))) {
                analyzer.expectHangUp();
            }
        }
    }

    private static String viaIpv4(GatewayFixture fixture, String id) {
        String address = fixture.address(id);
        return "127.0.0.1" + address.substring(address.lastIndexOf(':'));
    }

    private static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
