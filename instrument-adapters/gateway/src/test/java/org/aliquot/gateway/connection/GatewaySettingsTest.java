package org.aliquot.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
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
                        FrameNumbering.STRICT,
                        null,
                        64 << 20,
                        4,
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ofSeconds(30)));
        assertThat(new GatewaySettings(List.of(settings)).problems(INSTRUMENTS)).isEmpty();
        assertThat(new GatewaySettings(null).problems(INSTRUMENTS)).isEmpty();
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
                1,
                1,
                0,
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ZERO);
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
                        prefix + "frame-timeout",
                        prefix + "write-timeout",
                        prefix + "idle-timeout");
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
                null);
        assertThat(new GatewaySettings(List.of(bad)).problems(INSTRUMENTS))
                .singleElement()
                .asString()
                .contains("controlSpecimens");
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
