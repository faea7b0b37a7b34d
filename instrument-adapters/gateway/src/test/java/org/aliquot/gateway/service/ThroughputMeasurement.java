package org.aliquot.gateway.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.GatewaySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * ASTM messages a second, 40 records in 40 frames, each frame fsynced before its ACK, into a sink that does nothing.
 *
 * <p>{@code ./mvnw -pl instrument-adapters/gateway -am test -Dtest=ThroughputMeasurement -Daliquot.measure=true
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
@EnabledIfSystemProperty(named = "aliquot.measure", matches = "true", disabledReason = "a measurement, not a test")
class ThroughputMeasurement {
    private static final long RUN_NANOS = 8_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void oneConnection() throws Exception {
        measure(1);
    }

    @Test
    void eightConnections() throws Exception {
        measure(8);
    }

    private void measure(int connections) throws Exception {
        List<ConnectionSettings> devices = new ArrayList<>();
        for (int n = 0; n < connections; n++) {
            devices.add(GatewayFixture.xn("xn-" + n));
        }
        AtomicInteger delivered = new AtomicInteger();
        try (Gateway gateway = Gateway.start(
                new GatewaySettings(devices),
                directory,
                (raw, report, delivery) -> {
                    delivered.incrementAndGet();
                    return new Receipt.Stored(0, List.of());
                },
                Clock.systemUTC())) {
            AtomicInteger sent = new AtomicInteger();
            run(gateway, 2_000_000_000L, sent);
            sent.set(0);
            long began = System.nanoTime();
            run(gateway, RUN_NANOS, sent);
            double seconds = (System.nanoTime() - began) / 1e9;
            int behind = gateway.status().pending();
            System.out.printf(
                    Locale.ROOT,
                    "%d connections: %.1f messages/s acknowledged (%.0f frames/s); %d not yet delivered at the end%n",
                    connections,
                    sent.get() / seconds,
                    sent.get() * 40 / seconds,
                    behind);
        }
    }

    private static void run(Gateway gateway, long nanos, AtomicInteger sent) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        List<Thread> senders = new ArrayList<>();
        gateway.status().connections().forEach(connection -> {
            Thread sender = new Thread(() -> {
                try (RawAnalyzer analyzer = new RawAnalyzer(connection.address())) {
                    while (System.nanoTime() < until) {
                        analyzer.tell(XnMessages.message("S-" + sent.incrementAndGet(), 36));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            senders.add(sender);
        });
        for (Thread sender : senders) {
            sender.join();
        }
    }
}
