package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.ConnectionStatus;
import org.aliquot.gateway.connection.Endpoint;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.gateway.connection.GatewaySettingsException;
import org.aliquot.gateway.connection.Transport;
import org.aliquot.gateway.delivery.DeliverySettings;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.lab.ReasonCode;
import org.aliquot.protocol.astm.link.Control;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop, connections that come and go. */
@Timeout(60)
class GatewayLifeTest {
    @TempDir
    Path directory;

    @Test
    void anAddressThatIsTakenIsReportedAndTheOtherDevicesWork() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            try (GatewayFixture fixture = new GatewayFixture(
                            directory, ConnectionSettings.listening("xn-1", "sysmex-xn", address, "UTC"), xn("xn-2"));
                    RawAnalyzer analyzer = fixture.connect("xn-2")) {
                ConnectionStatus failed = fixture.gateway.status().connections().get(0);
                assertThat(failed.state()).isEqualTo(ConnectionStatus.State.FAILED);
                assertThat(failed.problem().orElseThrow()).contains(address);
                analyzer.tell(XnMessages.message("S-1"));
                fixture.sink.await(1);

                taken.close();
                GatewayFixture.await(
                        "listening once the address is free",
                        () -> fixture.gateway.status().connections().get(0).state()
                                == ConnectionStatus.State.LISTENING);
            }
        }
    }

    @Test
    void aClientConnectsKeepsConnectingAndTakesMessages() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        ConnectionSettings calling =
                ConnectionSettings.of("xn-1", "sysmex-xn", Transport.TCP_CLIENT, "127.0.0.1:" + port, "UTC");
        try (GatewayFixture fixture = new GatewayFixture(directory, calling)) {
            GatewayFixture.await(
                    "a problem to be told",
                    () -> fixture.gateway
                            .status()
                            .connections()
                            .get(0)
                            .problem()
                            .isPresent());
            try (ServerSocket analyzer = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                analyzer.setSoTimeout(20_000);
                try (RawAnalyzer line = new RawAnalyzer(analyzer.accept())) {
                    line.tell(XnMessages.message("S-1"));
                    fixture.sink.await(1);
                    assertThat(fixture.gateway.status().connections().get(0).state())
                            .isEqualTo(ConnectionStatus.State.CONNECTED);
                }
                try (RawAnalyzer line = new RawAnalyzer(analyzer.accept())) {
                    line.tell(XnMessages.message("S-2"));
                    fixture.sink.await(2);
                }
            }
            assertThat(fixture.sink.specimens()).containsExactly("S-1", "S-2");
        }
    }

    @Test
    void aStopLetsTheMessageUnderWayFinish() throws Exception {
        GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
        try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            analyzer.send(frames.get(0));
            analyzer.expectAck();
            Thread stop = new Thread(fixture::close);
            stop.start();
            for (byte[] frame : frames.subList(1, frames.size())) {
                Thread.sleep(50);
                analyzer.send(frame);
                analyzer.expectAck();
            }
            analyzer.send(Control.EOT);
            analyzer.expectHangUp();
            stop.join(20_000);
            assertThat(stop.isAlive()).isFalse();
        }
        try (GatewayFixture again = new GatewayFixture(directory, fixture.sink, xn("xn-1"))) {
            again.sink.await(1);
            assertThat(again.gateway
                            .spool()
                            .transcripts(TranscriptFilter.newest(5))
                            .get(0)
                            .interrupted())
                    .isFalse();
        }
    }

    @Test
    void anOldSilentConnectionMakesRoomForANewOneButNotInTheMiddleOfAMessage() throws Exception {
        ConnectionSettings two = GatewayFixture.tight("xn-1", "sysmex-xn", 65536, 65536, Duration.ofSeconds(20));
        try (GatewayFixture fixture = new GatewayFixture(directory, two);
                RawAnalyzer silent = fixture.connect("xn-1");
                RawAnalyzer busy = fixture.connect("xn-1")) {
            busy.send(Control.ENQ);
            busy.expectAck();
            silent.send(Control.ENQ, Control.EOT);
            silent.expectAck();
            Thread.sleep(300);
            try (RawAnalyzer fresh = fixture.connect("xn-1")) {
                silent.expectHangUp();
                fresh.send(Control.ENQ);
                fresh.expectAck();
                try (RawAnalyzer tooMany = fixture.connect("xn-1")) {
                    tooMany.expectHangUp();
                }
                for (byte[] frame : XnMessages.frames(XnMessages.message("S-1"))) {
                    busy.send(frame);
                    busy.expectAck();
                }
                busy.send(Control.EOT);
                fixture.sink.await(1);
            }
        }
    }

    @Test
    void aSilentLineIsClosedOnlyWhereThatIsSet() throws Exception {
        ConnectionSettings idle = new ConnectionSettings(
                "xn-1",
                "sysmex-xn",
                null,
                "127.0.0.1:0",
                null,
                "UTC",
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
                Duration.ofMillis(500),
                null,
                null,
                null);
        try (GatewayFixture fixture = new GatewayFixture(directory, idle, xn("xn-2"));
                RawAnalyzer one = fixture.connect("xn-1");
                RawAnalyzer two = fixture.connect("xn-2")) {
            one.expectHangUp();
            two.expectSilence(300);
        }
    }

    @Test
    void anUnknownInstrumentStopsTheStartAndTheSpoolIsNotMade() {
        GatewaySettings settings =
                new GatewaySettings(List.of(ConnectionSettings.listening("a-1", "abacus", "127.0.0.1:0", "UTC")));
        Path spool = directory.resolve("gateway");
        assertThatThrownBy(() -> Gateway.start(settings, spool, new RecordingSink(), Clock.systemUTC()))
                .isInstanceOf(GatewaySettingsException.class)
                .hasMessageContaining("aliquot.gateway.connections[0].instrument: \"abacus\" is unknown; known are")
                .hasMessageContaining("sysmex-xn");
        assertThat(Files.exists(spool)).isFalse();
    }

    @Test
    void aStartThatFailsHalfwayLeavesNoListenerAndNoThread() throws Exception {
        Path spool = directory.resolve("spool");
        List<Endpoint> started = new ArrayList<>();
        GatewaySettings settings = new GatewaySettings(List.of(xn("half-1"), xn("half-2")));
        assertThatThrownBy(() -> Gateway.start(
                        settings,
                        TlsBundles.NONE,
                        DeliverySettings.DEFAULT,
                        spool,
                        new RecordingSink(),
                        Clock.systemUTC(),
                        GatewayMetrics.NONE,
                        endpoint -> {
                            if (!started.isEmpty()) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            endpoint.start();
                            started.add(endpoint);
                        }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(started.get(0).status().state()).isEqualTo(ConnectionStatus.State.STOPPED);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("half-1"));
        Gateway.start(settings, spool, new RecordingSink(), Clock.systemUTC()).close();
    }

    @Test
    void aMessageCutByTheStopIsDeliveredAsFarAsItIsWholeAfterTheNextStart() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1") + XnMessages.message("S-2"));
            for (byte[] frame : frames.subList(0, 10)) {
                analyzer.send(frame);
                analyzer.expectAck();
            }
        }
        try (GatewayFixture again = new GatewayFixture(directory, sink, xn("xn-1"))) {
            sink.await(1);
            again.entry(ReasonCode.MESSAGE_INCOMPLETE);
            assertThat(sink.specimens()).containsExactly("S-1");
        }
    }
}
