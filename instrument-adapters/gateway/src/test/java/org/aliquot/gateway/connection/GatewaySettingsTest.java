package org.aliquot.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.aliquot.gateway.tls.ClientCertificate;
import org.aliquot.gateway.tls.TlsSettings;
import org.aliquot.instrument.DecimalMark;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.Instruments;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {
    private static final Instruments INSTRUMENTS = Instruments.installed();

    @Test
    void everyDefaultIsAsDocumented() {
        ConnectionSettings settings = ConnectionSettings.listening("xn-1", "sysmex-xn", "5001", "Europe/Berlin");
        assertThat(settings)
                .isEqualTo(new ConnectionSettings(
                        "xn-1",
                        "sysmex-xn",
                        Transport.TCP_SERVER,
                        "5001",
                        null,
                        "Europe/Berlin",
                        HistogramPolicy.KEEP,
                        DecimalMark.POINT,
                        null,
                        null,
                        null,
                        null,
                        64 << 20,
                        4,
                        4,
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        null,
                        null));
        assertThat(settings.numbering()).isEqualTo(FrameNumbering.STRICT);
        assertThat(new GatewaySettings(List.of(settings)).problems(INSTRUMENTS)).isEmpty();
        assertThat(new GatewaySettings(null).problems(INSTRUMENTS)).isEmpty();
        assertThat(new GatewaySettings(null).maxConnections()).isEqualTo(256);
        assertThat(TlsSettings.of("analyzers"))
                .isEqualTo(new TlsSettings("analyzers", ClientCertificate.REQUIRED, true, Duration.ofSeconds(10)));
    }

    @Test
    void allProblemsAreToldAtOnceByPropertyName() {
        ConnectionSettings bad = new ConnectionSettings(
                "no spaces",
                "abacus",
                null,
                "here",
                "klingon",
                "Mars/Olympus",
                null,
                null,
                null,
                null,
                null,
                1,
                1,
                0,
                0,
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ZERO,
                List.of("10.20.0.0/24", "analyzer.lab"),
                new TlsSettings(" ", null, null, Duration.ZERO));
        String prefix = "aliquot.gateway.connections[0].";
        assertThat(new GatewaySettings(List.of(bad)).problems(INSTRUMENTS))
                .map(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactly(
                        prefix + "id",
                        prefix + "instrument",
                        prefix + "address",
                        prefix + "charset",
                        prefix + "zone",
                        prefix + "max-frame-bytes",
                        prefix + "max-transcript-bytes",
                        prefix + "max-connections",
                        prefix + "max-connections-per-peer",
                        prefix + "frame-timeout",
                        prefix + "write-timeout",
                        prefix + "idle-timeout",
                        prefix + "allowed-peers",
                        prefix + "tls.bundle",
                        prefix + "tls.handshake-timeout");
    }

    @Test
    void anEmptyListOfPeersIsAProblemAndNobodysFriend() {
        ConnectionSettings listening = ConnectionSettings.listening("xn-1", "sysmex-xn", "5001", "UTC");
        assertThat(new GatewaySettings(List.of(Changed.allowing(listening))).problems(INSTRUMENTS))
                .singleElement()
                .asString()
                .startsWith("aliquot.gateway.connections[0].allowed-peers: empty");
    }

    @Test
    void aListOfPeersIsForThoseWhoCallUs() {
        ConnectionSettings calling =
                ConnectionSettings.of("xn-1", "sysmex-xn", Transport.TCP_CLIENT, "10.20.0.7:5001", "UTC");
        assertThat(new GatewaySettings(List.of(Changed.allowing(calling, "10.20.0.7"))).problems(INSTRUMENTS))
                .singleElement()
                .asString()
                .contains("allowed-peers: is for those who call us");
    }

    @Test
    void noConnectionsInAllIsAProblem() {
        assertThat(new GatewaySettings(List.of(), 0).problems(INSTRUMENTS))
                .containsExactly("aliquot.gateway.max-connections: 0; expected at least 1");
    }

    @Test
    void missingSettingsAreCalledMissing() {
        ConnectionSettings empty = ConnectionSettings.of(null, null, null, null, null);
        assertThat(new GatewaySettings(List.of(empty)).problems(INSTRUMENTS))
                .hasSize(4)
                .allMatch(problem -> problem.contains("missing"));
    }

    @Test
    void twoDevicesShareNeitherNameNorAddress() {
        ConnectionSettings one = ConnectionSettings.listening("xn-1", "sysmex-xn", "127.0.0.1:5001", "UTC");
        assertThat(new GatewaySettings(List.of(one, one)).problems(INSTRUMENTS))
                .containsExactly(
                        "aliquot.gateway.connections[1].id: \"xn-1\" is that of connections[0] already",
                        "aliquot.gateway.connections[1].address: \"127.0.0.1:5001\" is that of connections[0] already");
    }

    @Test
    void anAddressWrittenInTwoWaysIsOneAddress() {
        ConnectionSettings one = ConnectionSettings.listening("xn-1", "sysmex-xn", "5001", "UTC");
        ConnectionSettings two = ConnectionSettings.listening("xn-2", "sysmex-xn", " 127.0.0.1:05001", "UTC");
        ConnectionSettings any = ConnectionSettings.listening("xn-3", "sysmex-xn", "0", "UTC");
        ConnectionSettings anyToo = ConnectionSettings.listening("xn-4", "sysmex-xn", "127.0.0.1:0", "UTC");
        ConnectionSettings calls = ConnectionSettings.of("xn-5", "sysmex-xn", Transport.TCP_CLIENT, "5001", "UTC");
        assertThat(new GatewaySettings(List.of(one, two, any, anyToo, calls)).problems(INSTRUMENTS))
                .containsExactly(
                        "aliquot.gateway.connections[1].address: \"127.0.0.1:5001\" is that of connections[0] already");
    }

    @Test
    void frameNumberingOfAProtocolWithoutFramesIsAProblem() {
        assertThat(problemsOf("mindray-bc", FrameNumbering.STRICT, null, null))
                .singleElement()
                .asString()
                .startsWith("aliquot.gateway.connections[0].frame-numbering: \"mindray-bc\" speaks HL7");
        assertThat(problemsOf("sysmex-xn", FrameNumbering.TOLERANT, null, null)).isEmpty();
    }

    @Test
    void aFrameLongerThanAConversationIsAProblem() {
        assertThat(problemsOf("mindray-bc", null, 4097, 4096))
                .singleElement()
                .asString()
                .startsWith("aliquot.gateway.connections[0].max-frame-bytes: 4097 is more than max-transcript-bytes");
        assertThat(problemsOf("mindray-bc", null, 4096, 4096)).isEmpty();
    }

    private static List<String> problemsOf(
            String instrument, FrameNumbering numbering, Integer maxFrame, Integer maxTranscript) {
        ConnectionSettings settings = new ConnectionSettings(
                "a-1",
                instrument,
                null,
                "5001",
                null,
                "UTC",
                null,
                null,
                null,
                null,
                numbering,
                maxFrame,
                maxTranscript,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new GatewaySettings(List.of(settings)).problems(INSTRUMENTS);
    }

    @Test
    void aBadControlExpressionIsAProblem() {
        ConnectionSettings bad = new ConnectionSettings(
                "xn-1",
                "sysmex-xn",
                null,
                "5001",
                null,
                "UTC",
                null,
                null,
                "QC-(",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(new GatewaySettings(List.of(bad)).problems(INSTRUMENTS))
                .singleElement()
                .asString()
                .contains("controlSpecimens");
    }

    @Test
    void aBadSenderExpressionIsAProblem() {
        ConnectionSettings bad =
                Changed.calledBy(ConnectionSettings.listening("xn-1", "sysmex-xn", "5001", "UTC"), "Lab(");
        assertThat(new GatewaySettings(List.of(bad)).problems(INSTRUMENTS))
                .singleElement()
                .asString()
                .contains("sender \"Lab(\"");
        assertThat(Changed.calledBy(bad, "Lab.*").device(INSTRUMENTS).knowsSender("LabMan"))
                .isTrue();
    }

    @Test
    void addressesAreReadAndLoopbackIsTheDefault() {
        assertThat(Address.parse("5001", Transport.TCP_SERVER)).hasToString("127.0.0.1:5001");
        assertThat(Address.parse("0.0.0.0:0", Transport.TCP_SERVER)).hasToString("0.0.0.0:0");
        assertThat(Address.parse("[::1]:5001", Transport.TCP_SERVER)).hasToString("[::1]:5001");
        assertThat(Address.parse("analyzer.lab:5001", Transport.TCP_CLIENT)).hasToString("analyzer.lab:5001");
        for (String wrong : List.of("", "host", "host:", ":5001", "::1:5001", "host:65536", "host:-1", "host:1x")) {
            assertThatThrownBy(() -> Address.parse(wrong, Transport.TCP_SERVER))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Address.parse("host:0", Transport.TCP_CLIENT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
