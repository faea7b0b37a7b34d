package org.aliquot.gateway.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.aliquot.gateway.service.GatewayFixture.bc;
import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocket;
import org.aliquot.gateway.connection.Changed;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.ConnectionStatus;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.gateway.connection.GatewaySettingsException;
import org.aliquot.gateway.connection.Transport;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.peer.TurnedAway.Reason;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendResult;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.tls.ClientCertificate;
import org.aliquot.gateway.tls.TlsBundle;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.gateway.tls.TlsRefusedException;
import org.aliquot.gateway.tls.TlsSettings;
import org.aliquot.protocol.astm.link.Control;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS on real sockets, with both protocols, both sides, and all that goes wrong. */
@Timeout(120)
class TlsConnectionTest {
    private static final TlsSettings MUTUAL = TlsSettings.of("lab");

    @TempDir
    static Path keys;

    private static TestCertificates certificates;

    @TempDir
    Path directory;

    @BeforeAll
    static void issue() throws Exception {
        certificates = new TestCertificates(keys)
                .authority("hospital")
                .authority("elsewhere")
                .issued("gateway", "hospital")
                .issued("analyzer", "hospital")
                .issued("stranger", "elsewhere")
                .expired("forgotten", "hospital")
                .forHost("renamed", "hospital", "old-name.lab.example.org");
    }

    private static TlsBundles named(String name, TlsBundle bundle) {
        return asked -> Optional.of(bundle).filter(known -> asked.equals(name));
    }

    private static TlsBundles lab() throws Exception {
        return named("lab", certificates.bundle("gateway", "hospital"));
    }

    private GatewayFixture fixture(ConnectionSettings... connections) throws Exception {
        return new GatewayFixture(directory, lab(), new GatewaySettings(List.of(connections)));
    }

    private static ConnectionSettings mllp(TlsSettings tls) {
        return Changed.over(bc("bc-1"), tls);
    }

    private static ConnectionSettings astm(TlsSettings tls) {
        return Changed.over(xn("xn-1"), tls);
    }

    private static TlsSettings clients(ClientCertificate certificate) {
        return new TlsSettings("lab", certificate, null, null);
    }

    private static TlsSettings within(Duration handshake) {
        return new TlsSettings("lab", null, null, handshake);
    }

    /** Plays an analyzer with this key, that believes this authority. */
    private static SendResult send(GatewayFixture fixture, String id, String key, String trusted) throws Exception {
        String address = fixture.address(id);
        return send(id, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), key, trusted);
    }

    private static SendResult send(String id, int port, String key, String trusted) throws Exception {
        TlsBundle bundle = certificates.bundle(key, trusted);
        InstrumentSimulator analyzer = new InstrumentSimulator(
                SendSettings.standard().answeringWithin(Duration.ofSeconds(10)),
                Clock.systemUTC(),
                Optional.of(TlsSettings.of("own")),
                name -> Optional.of(bundle));
        boolean astm = id.startsWith("xn");
        String message = astm ? XnMessages.message("S-1") : BcMessages.message("17", "S-1");
        return analyzer.send(astm ? "sysmex-xn" : "mindray-bc", "127.0.0.1", port, message.getBytes(US_ASCII));
    }

    @Test
    void aMessageOverMllpIsAnsweredThroughTls() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            SendResult result = send(fixture, "bc-1", "analyzer", "hospital");
            assertThat(result.allAcknowledged()).isTrue();
            assertThat(result.messages().get(0).answer()).isEqualTo("AA");
            fixture.sink.await(1);
            assertThat(fixture.sink.specimens()).containsExactly("S-1");
            assertThat(fixture.status("bc-1").turnedAway()).isZero();
        }
    }

    @Test
    void aMessageOverAstmIsAcknowledgedThroughTlsFrameByFrame() throws Exception {
        try (GatewayFixture fixture = fixture(astm(MUTUAL))) {
            SendResult result = send(fixture, "xn-1", "analyzer", "hospital");
            assertThat(result.allAcknowledged()).isTrue();
            fixture.sink.await(1);
            fixture.settled();
            assertThat(fixture.sink.taken().get(0).raw().bytes())
                    .isEqualTo(XnMessages.session(XnMessages.message("S-1")));
        }
    }

    @Test
    void aTlsRecordThatArrivesInPiecesIsReadWhole() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL));
                // Longer than a read waits: many time-outs fall into the middle of a record.
                DribblingProxy slow = new DribblingProxy(fixture.address("bc-1"), 150, 400)) {
            assertThat(send("bc-1", slow.port(), "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            fixture.sink.await(1);
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void anAnalyzerThatWeCallIsTalkedToThroughTls() throws Exception {
        try (ServerSocket analyzer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GatewayFixture fixture = fixture(calling(analyzer, MUTUAL))) {
            analyzer.setSoTimeout(20_000);
            try (RawAnalyzer line = new RawAnalyzer(accepted(analyzer, "analyzer"))) {
                line.tell(XnMessages.message("S-1"));
                fixture.sink.await(1);
                assertThat(fixture.status("xn-1").state()).isEqualTo(ConnectionStatus.State.CONNECTED);
            }
        }
    }

    @Test
    void anAnalyzerThatWeCallMustBeTheOneThatWeMean() throws Exception {
        try (ServerSocket analyzer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GatewayFixture fixture = fixture(calling(analyzer, MUTUAL))) {
            analyzer.setSoTimeout(20_000);
            assertThatThrownBy(() -> accepted(analyzer, "renamed")).isInstanceOf(IOException.class);
            fixture.turnedAway("xn-1", Reason.TLS_OTHER_NAME);
            GatewayFixture.await(
                    "the problem to be told",
                    () -> fixture.status("xn-1").problem().isPresent());
            assertThat(fixture.status("xn-1").problem().orElseThrow())
                    .contains("is not for 127.0.0.1")
                    .contains("check-host-name");
            assertThat(fixture.status("xn-1").state()).isEqualTo(ConnectionStatus.State.CONNECTING);
        }
    }

    @Test
    void theNameOfAnAnalyzerIsNotAskedForWhereThatIsSet() throws Exception {
        TlsSettings anyName = new TlsSettings("lab", null, false, null);
        try (ServerSocket analyzer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GatewayFixture fixture = fixture(calling(analyzer, anyName))) {
            analyzer.setSoTimeout(20_000);
            try (RawAnalyzer line = new RawAnalyzer(accepted(analyzer, "renamed"))) {
                line.tell(XnMessages.message("S-1"));
                fixture.sink.await(1);
            }
        }
    }

    private static ConnectionSettings calling(ServerSocket analyzer, TlsSettings tls) {
        return Changed.over(
                ConnectionSettings.of(
                        "xn-1", "sysmex-xn", Transport.TCP_CLIENT, "127.0.0.1:" + analyzer.getLocalPort(), "UTC"),
                tls);
    }

    /** The analyzer's end of a call, with this key, that wants a certificate of the hospital's. */
    private static Socket accepted(ServerSocket listener, String key) throws Exception {
        Socket socket = listener.accept();
        try {
            SSLSocket tls = (SSLSocket)
                    certificates.context(key, "hospital").getSocketFactory().createSocket(socket, null, true);
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(true);
            tls.setSoTimeout(10_000);
            tls.startHandshake();
            return tls;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Test
    void whoShowsNoCertificateIsRefusedWhereOneIsRequired() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", null, "hospital"));
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_NO_CERTIFICATE).text())
                    .contains("client-certificate");
            assertThat(fixture.sink.taken()).isEmpty();
        }
    }

    @Test
    void whoShowsNoCertificateIsLetInWhereOneIsOnlyWanted() throws Exception {
        for (ClientCertificate policy : List.of(ClientCertificate.WANTED, ClientCertificate.NONE)) {
            try (GatewayFixture fixture = new GatewayFixture(
                    directory.resolve(policy.name()), lab(), new GatewaySettings(List.of(mllp(clients(policy)))))) {
                assertThat(send(fixture, "bc-1", null, "hospital").allAcknowledged())
                        .isTrue();
            }
        }
    }

    @Test
    void aCertificateThatIsWantedMustBeGoodIfShown() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(clients(ClientCertificate.WANTED)))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "stranger", "hospital"));
            fixture.turnedAway("bc-1", Reason.TLS_UNKNOWN_AUTHORITY);
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "stranger", "hospital"));
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_UNKNOWN_AUTHORITY).text())
                    .contains("trust store");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "forgotten", "hospital"));
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_EXPIRED).text()).contains("has expired");
        }
    }

    @Test
    void anExpiredCertificateIsRefusedThoughTheTrustStoreHoldsItself() throws Exception {
        TlsBundles pinned = named("lab", certificates.bundle("gateway", "forgotten"));
        try (GatewayFixture fixture =
                new GatewayFixture(directory, pinned, new GatewaySettings(List.of(mllp(MUTUAL))))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "forgotten", "hospital"));
            fixture.turnedAway("bc-1", Reason.TLS_EXPIRED);
            assertThat(fixture.sink.taken()).isEmpty();
        }
    }

    @Test
    void anAnalyzerWhoseOwnCertificateIsTrustedIsLetInAndNoOther() throws Exception {
        TlsBundles pinned = named("lab", certificates.bundle("gateway", "analyzer"));
        try (GatewayFixture fixture =
                new GatewayFixture(directory, pinned, new GatewaySettings(List.of(mllp(MUTUAL))))) {
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "renamed", "hospital"));
            fixture.turnedAway("bc-1", Reason.TLS_UNKNOWN_AUTHORITY);
        }
    }

    @Test
    void anAnalyzerThatDoesNotBelieveUsIsToldOf() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            assertThatThrownBy(() -> send(fixture, "bc-1", "analyzer", "elsewhere"))
                    .isInstanceOf(TlsRefusedException.class)
                    .hasMessageContaining("trust store");
            GatewayFixture.await("turned away", () -> fixture.status("bc-1").turnedAway() > 0);
            TurnedAway told = fixture.status("bc-1").lastTurnedAway().orElseThrow();
            // Whether its alert arrives before the end of the connection is the network's affair.
            assertThat(told.reason()).isIn(Reason.TLS_REFUSED_BY_PEER, Reason.TLS_FAILED);
            assertThat(told.text()).contains("our certificate");
        }
    }

    @Test
    void tls11IsRefused() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL));
                RawAnalyzer old = fixture.connect("bc-1")) {
            old.send(clientHelloOfTls11());
            assertThat(old.read()).as("an alert").isEqualTo(0x15);
            for (int i = 0; i < 4; i++) {
                old.read();
            }
            assertThat(old.read()).as("fatal").isEqualTo(2);
            assertThat(old.read()).as("protocol_version, RFC 8446 §6").isEqualTo(70);
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_VERSION).text()).contains("TLS 1.2");
        }
    }

    /** RFC 4346 §7.4.1.2, with two cipher suites that the runtime would know. */
    private static byte[] clientHelloOfTls11() {
        String random = "00".repeat(32);
        String suites = "0004" + "c013" + "002f";
        String body = "0302" + random + "00" + suites + "0100";
        String handshake = "01" + String.format("%06x", body.length() / 2) + body;
        return HexFormat.of().parseHex("160301" + String.format("%04x", handshake.length() / 2) + handshake);
    }

    @Test
    void plainTextOnATlsPortEndsClearlyAndDoesNotDisturbTheNext() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL), astm(MUTUAL))) {
            for (int i = 0; i < 3; i++) {
                try (RawAnalyzer plain = fixture.connect("bc-1")) {
                    plain.send(MllpConnectionTest.block(BcMessages.message("1", "S-9")));
                    plain.expectHangUp();
                }
            }
            TurnedAway told = fixture.turnedAway("bc-1", Reason.PLAIN_ON_TLS_PORT);
            assertThat(told.text()).contains("plain text").doesNotContain("S-9");
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            try (RawAnalyzer plain = fixture.connect("xn-1")) {
                // One byte, after which ASTM waits for its answer.
                plain.send(Control.ENQ);
                plain.expectHangUp();
            }
            fixture.turnedAway("xn-1", Reason.PLAIN_ON_TLS_PORT);
            assertThat(send(fixture, "xn-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void tlsOnAPlainPortEndsClearlyAndLeavesNoTraceInTheSpool() throws Exception {
        try (GatewayFixture fixture = fixture(bc("bc-1"))) {
            assertNothingGetsThrough(() -> send(fixture, "bc-1", "analyzer", "hospital"));
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_ON_PLAIN_PORT).text())
                    .contains("set tls");
            assertThat(fixture.gateway.spool().transcripts(TranscriptFilter.newest(5)))
                    .isEmpty();
            try (RawAnalyzer plain = fixture.connect("bc-1")) {
                plain.send(MllpConnectionTest.block(BcMessages.message("2", "S-2")));
                assertThat(plain.block()).contains("MSA|AA|2");
            }
        }
    }

    @Test
    void aSlowHandshakeIsCutOffAndKeepsNobodyWaiting() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(within(Duration.ofSeconds(4))));
                RawAnalyzer silent = fixture.connect("bc-1");
                RawAnalyzer dribbling = fixture.connect("bc-1")) {
            byte[] hello = clientHelloOfTls11();
            dribbling.send(hello[0]);
            long began = System.nanoTime();
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            boolean cutOff = false;
            for (int i = 1; i < hello.length - 1 && !cutOff; i++) {
                try {
                    dribbling.send(hello[i]);
                } catch (IOException hungUp) {
                    cutOff = true;
                }
                Thread.sleep(500);
            }
            assertThat(cutOff).as("a byte now and then does not keep a place").isTrue();
            silent.expectHangUp();
            assertThat(fixture.turnedAway("bc-1", Reason.TLS_TIMEOUT).text()).contains("4 s");
        }
    }

    @Test
    void handshakesThatNeverEndHoldNoMorePlacesThanThereAre() throws Exception {
        Map<Integer, RawAnalyzer> silent = new HashMap<>();
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            for (int i = 0; i < 50; i++) {
                silent.put(i, fixture.connect("bc-1"));
            }
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            assertThat(fixture.status("bc-1").connected()).isLessThanOrEqualTo(1);
        } finally {
            for (RawAnalyzer one : silent.values()) {
                one.close();
            }
        }
    }

    @Test
    void whoCannotShowACertificateCannotCostAnAnalyzerItsConnection() throws Exception {
        Map<Integer, RawAnalyzer> silent = new HashMap<>();
        try (GatewayFixture fixture = fixture(Changed.limited(mllp(MUTUAL), 1, 1));
                RawAnalyzer analyzer = secured(fixture, "bc-1", "analyzer")) {
            analyzer.send(MllpConnectionTest.block(BcMessages.message("1", "S-1")));
            assertThat(analyzer.block()).contains("MSA|AA|1");
            for (int i = 0; i < 5; i++) {
                silent.put(i, fixture.connect("bc-1"));
                assertNothingGetsThrough(() -> send(fixture, "bc-1", null, "hospital"));
            }
            analyzer.send(MllpConnectionTest.block(BcMessages.message("2", "S-2")));
            assertThat(analyzer.block()).contains("MSA|AA|2");
            // One with a certificate may: it is the same analyzer, most likely, switched off and on.
            try (RawAnalyzer again = secured(fixture, "bc-1", "analyzer")) {
                again.send(MllpConnectionTest.block(BcMessages.message("3", "S-3")));
                assertThat(again.block()).contains("MSA|AA|3");
                analyzer.expectHangUp();
            }
        } finally {
            for (RawAnalyzer one : silent.values()) {
                one.close();
            }
        }
    }

    /** An analyzer, byte by byte, on top of TLS. */
    private static RawAnalyzer secured(GatewayFixture fixture, String id, String key) throws Exception {
        String address = fixture.address(id);
        SSLSocket socket = (SSLSocket) certificates
                .context(key, "hospital")
                .getSocketFactory()
                .createSocket("127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        socket.startHandshake();
        return new RawAnalyzer(socket);
    }

    @Test
    void aProbeThatOnlyLooksWhetherThePortIsOpenIsNobodysFault() throws Exception {
        try (GatewayFixture fixture = fixture(mllp(MUTUAL))) {
            for (int i = 0; i < 3; i++) {
                fixture.connect("bc-1").close();
            }
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
            assertThat(fixture.status("bc-1").turnedAway()).isZero();
        }
    }

    @Test
    void aRenewedBundleIsInForceWithTheNextConnection() throws Exception {
        Map<String, TlsBundle> bundles = new ConcurrentHashMap<>();
        bundles.put("lab", certificates.bundle("forgotten", "hospital"));
        TlsBundles renewed = name -> Optional.ofNullable(bundles.get(name));
        try (GatewayFixture fixture =
                new GatewayFixture(directory, renewed, new GatewaySettings(List.of(mllp(MUTUAL))))) {
            assertThatThrownBy(() -> send(fixture, "bc-1", "analyzer", "hospital"))
                    .isInstanceOf(TlsRefusedException.class)
                    .hasMessageContaining("has expired");
            bundles.put("lab", certificates.bundle("gateway", "hospital"));
            assertThat(send(fixture, "bc-1", "analyzer", "hospital").allAcknowledged())
                    .isTrue();
        }
    }

    @Test
    void aStopDoesNotWaitForHandshakes() throws Exception {
        GatewayFixture fixture = fixture(mllp(within(Duration.ofMinutes(1))));
        try (RawAnalyzer silent = fixture.connect("bc-1")) {
            Thread.sleep(200);
            long began = System.nanoTime();
            fixture.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            silent.expectHangUp();
        }
    }

    @Test
    void aBundleThatCannotDoWhatItIsForStopsTheStart() throws Exception {
        Map<String, TlsBundle> bundles = Map.of(
                "keyless", certificates.bundle(null, "hospital"),
                "credulous", certificates.bundle("gateway", null),
                "old",
                        new TlsBundle(
                                certificates.context("gateway", "hospital"),
                                true,
                                true,
                                List.of("TLSv1.1"),
                                List.of()));
        TlsBundles some = name -> Optional.ofNullable(bundles.get(name));
        GatewaySettings settings = new GatewaySettings(List.of(
                Changed.over(xn("a"), TlsSettings.of("keyless")),
                Changed.over(xn("b"), TlsSettings.of("credulous")),
                Changed.over(xn("c"), TlsSettings.of("old")),
                Changed.over(xn("d"), TlsSettings.of("absent")),
                Changed.over(xn("e"), new TlsSettings("credulous", ClientCertificate.NONE, null, null))));
        assertThatThrownBy(() -> new GatewayFixture(directory, some, settings))
                .isInstanceOfSatisfying(
                        GatewaySettingsException.class,
                        e -> assertThat(e.problems())
                                .satisfiesExactly(
                                        problem -> assertThat(problem)
                                                .contains("[0].tls.bundle")
                                                .contains("no key store"),
                                        problem -> assertThat(problem)
                                                .contains("[1].tls.bundle")
                                                .contains("no trust store"),
                                        problem -> assertThat(problem)
                                                .contains("[2].tls.bundle")
                                                .contains("TLSv1.1"),
                                        problem -> assertThat(problem)
                                                .contains("[3].tls.bundle")
                                                .contains("is not there")));
    }

    private interface Sending {
        SendResult send() throws Exception;
    }

    /** Whether the analyzer hears of it in the hand-shake or, as with TLS 1.3, in place of its answer. */
    private static void assertNothingGetsThrough(Sending sending) throws Exception {
        try {
            assertThat(sending.send().acknowledged()).isZero();
        } catch (IOException refused) {
            assertThat(refused).isInstanceOf(TlsRefusedException.class);
        }
    }
}
