package org.aliquot.gateway.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.ConnectionStatus;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.gateway.connection.Transport;
import org.aliquot.gateway.delivery.DeliverySettings;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.lab.ReasonCode;

/** A real gateway on random ports of this machine, with short waits. */
final class GatewayFixture implements AutoCloseable {
    private static final DeliverySettings QUICK =
            new DeliverySettings(4, Duration.ofMillis(50), Duration.ofMillis(200), 3);

    final RecordingSink sink;
    final Gateway gateway;

    GatewayFixture(Path directory, ConnectionSettings... connections) {
        this(directory, new RecordingSink(), connections);
    }

    GatewayFixture(Path directory, RecordingSink sink, ConnectionSettings... connections) {
        this(directory, sink, sink, connections);
    }

    /** @param front stands before the sink */
    GatewayFixture(Path directory, RecordingSink sink, ReportSink front, ConnectionSettings... connections) {
        this(directory, sink, front, TlsBundles.NONE, new GatewaySettings(List.of(connections)));
    }

    /** One with TLS, or with limits of its own. */
    GatewayFixture(Path directory, TlsBundles tls, GatewaySettings settings) {
        this(directory, new RecordingSink(), null, tls, settings);
    }

    private GatewayFixture(
            Path directory, RecordingSink sink, ReportSink front, TlsBundles tls, GatewaySettings settings) {
        this.sink = sink;
        this.gateway = Gateway.start(
                settings, tls, QUICK, directory, front == null ? sink : front, Clock.systemUTC(), GatewayMetrics.NONE);
    }

    static ConnectionSettings xn(String id) {
        return ConnectionSettings.listening(id, "sysmex-xn", "127.0.0.1:0", "UTC");
    }

    static ConnectionSettings bc(String id) {
        return ConnectionSettings.listening(id, "mindray-bc", "127.0.0.1:0", "UTC");
    }

    /** A listener with small limits and short waits. */
    static ConnectionSettings tight(String id, String instrument, int maxFrame, int maxTranscript, Duration frame) {
        return new ConnectionSettings(
                id,
                instrument,
                Transport.TCP_SERVER,
                "127.0.0.1:0",
                null,
                "UTC",
                null,
                null,
                null,
                null,
                null,
                maxFrame,
                maxTranscript,
                2,
                null,
                frame,
                null,
                Duration.ofSeconds(1),
                null,
                null);
    }

    RawAnalyzer connect(String id) throws IOException {
        return new RawAnalyzer(address(id));
    }

    String address(String id) {
        return status(id).address();
    }

    ConnectionStatus status(String id) {
        return gateway.status().connections().stream()
                .filter(c -> c.instrument().device().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until somebody was turned away for this. */
    TurnedAway turnedAway(String id, TurnedAway.Reason reason) throws InterruptedException {
        await(
                "turned away: " + reason,
                () -> status(id)
                        .lastTurnedAway()
                        .filter(last -> last.reason() == reason)
                        .isPresent());
        return status(id).lastTurnedAway().orElseThrow();
    }

    /** Waits until delivery has nothing left to do. */
    void settled() throws InterruptedException {
        await(
                "all delivered",
                () -> gateway.status().receiving() + gateway.status().pending() == 0);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited 15 s for: " + what);
            }
            Thread.sleep(20);
        }
    }

    List<QuarantineEntry> entries() {
        return gateway.spool().quarantine().list(QuarantineFilter.open(100));
    }

    /** Waits for an entry with this reason. */
    QuarantineEntry entry(ReasonCode reason) throws InterruptedException {
        await("an entry " + reason.code(), () -> entries().stream().anyMatch(e -> e.reason() == reason));
        return entries().stream().filter(e -> e.reason() == reason).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
