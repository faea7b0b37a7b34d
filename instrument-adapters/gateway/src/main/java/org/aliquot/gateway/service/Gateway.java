package org.aliquot.gateway.service;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.Endpoint;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.gateway.connection.Network;
import org.aliquot.gateway.delivery.Courier;
import org.aliquot.gateway.delivery.DeliverySettings;
import org.aliquot.gateway.delivery.ReplayResult;
import org.aliquot.gateway.peer.Places;
import org.aliquot.gateway.spool.Backlog;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.spool.SpoolException;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyzers on one side, a sink on the other. Thread-safe.
 *
 * <p>Starts all or says why not: bad settings and a spool that cannot be used stop the start. An address that cannot be
 * had does not: that one connection is FAILED in the {@link #status}, is tried again, and the others work.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** How long a message under way may take to end when the gateway stops. */
    private static final Duration FINISH = Duration.ofSeconds(5);

    private final Spool spool;
    private final Courier courier;
    private final Map<InstrumentId, Endpoint> endpoints = new LinkedHashMap<>();
    private final ScheduledExecutorService watch;
    private boolean closed;

    private Gateway(
            GatewaySettings settings,
            TlsBundles tls,
            DeliverySettings delivery,
            Spool spool,
            ReportSink sink,
            Clock clock,
            GatewayMetrics metrics) {
        this.spool = spool;
        this.courier = new Courier(spool, sink, this::reader, delivery, clock, metrics);
        Network network = new Network(tls, new Places(settings.maxConnections()));
        for (ConnectionSettings connection : settings.connections()) {
            endpoints.put(
                    connection.instrumentId(),
                    Endpoint.of(connection, Instruments.installed(), spool, clock, metrics, courier::wake, network));
        }
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts with the usual patience, without TLS and without metrics. */
    public static Gateway start(GatewaySettings settings, Path spoolDirectory, ReportSink sink, Clock clock) {
        return start(
                settings, TlsBundles.NONE, DeliverySettings.DEFAULT, spoolDirectory, sink, clock, GatewayMetrics.NONE);
    }

    /**
     * Starts: checks the settings, opens the spool, begins to deliver what the last process left, then listens and calls.
     *
     * @param tls what connections with {@code tls} name
     * @param spoolDirectory holds {@code spool.db}; made where it does not exist
     * @throws org.aliquot.gateway.connection.GatewaySettingsException naming every bad property
     * @throws SpoolException when the spool cannot be used; it is left as it is
     */
    public static Gateway start(
            GatewaySettings settings,
            TlsBundles tls,
            DeliverySettings delivery,
            Path spoolDirectory,
            ReportSink sink,
            Clock clock,
            GatewayMetrics metrics) {
        return start(settings, tls, delivery, spoolDirectory, sink, clock, metrics, Endpoint::start);
    }

    /** @param starter begins to listen or to call; may fail, as where the system has no more threads */
    static Gateway start(
            GatewaySettings settings,
            TlsBundles tls,
            DeliverySettings delivery,
            Path spoolDirectory,
            ReportSink sink,
            Clock clock,
            GatewayMetrics metrics,
            Consumer<Endpoint> starter) {
        settings.check(Instruments.installed(), tls);
        Spool spool = Spool.open(spoolDirectory, clock);
        Gateway gateway;
        try {
            gateway = new Gateway(settings, tls, delivery, spool, sink, clock, metrics);
        } catch (RuntimeException | Error e) {
            spool.close();
            throw e;
        }
        try {
            gateway.begin(starter);
            return gateway;
        } catch (RuntimeException | Error e) {
            // A listener left behind would acknowledge what nobody delivers.
            try {
                gateway.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void begin(Consumer<Endpoint> starter) {
        courier.start();
        endpoints.values().forEach(starter);
        watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            endpoints.values().forEach(Endpoint::watch);
            spool.endLate();
            // Belt and braces: a transcript whose nudge got lost waits a second, not for ever.
            spool.waiting().forEach(courier::wake);
        } catch (SpoolException e) {
            LOG.warn("gateway: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("gateway: watch failed: {}", e.getClass().getName(), e);
        }
    }

    private Optional<InstrumentReader> reader(InstrumentId device) {
        return Optional.ofNullable(endpoints.get(device)).map(Endpoint::reader);
    }

    /** How all connections fare. */
    public GatewayStatus status() {
        Backlog backlog = spool.backlog();
        return new GatewayStatus(
                endpoints.values().stream().map(Endpoint::status).toList(),
                backlog.receiving(),
                backlog.waiting(),
                spool.quarantine().openCount(Finding.Severity.ERROR),
                spool.quarantine().openCount(Finding.Severity.WARNING));
    }

    /** What is kept: transcripts, outcomes, quarantine. */
    public Spool spool() {
        return spool;
    }

    /**
     * Reads the message behind a quarantine entry again and hands it over anew.
     *
     * @throws org.aliquot.gateway.SinkUnavailableException when the sink cannot be had; try again
     */
    public ReplayResult replay(String entryId) {
        return courier.replay(entryId);
    }

    /** The devices, as configured. */
    public List<InstrumentId> devices() {
        return List.copyOf(endpoints.keySet());
    }

    /**
     * Stops in order: no new connection or session, messages under way end (at most 5 s), the message at the sink ends,
     * the spool is closed. What is not delivered is after the next start.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        endpoints.values().forEach(Endpoint::finish);
        long until = System.nanoTime() + FINISH.toNanos();
        for (Endpoint endpoint : endpoints.values()) {
            endpoint.close(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        watch.shutdown();
        courier.close();
        spool.close();
        LOG.info("gateway: stopped");
    }
}
