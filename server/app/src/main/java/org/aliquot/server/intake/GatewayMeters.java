package org.aliquot.server.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.service.Gateway;
import org.aliquot.gateway.service.GatewayStatus;
import org.aliquot.lab.ReasonCode;

/** What the gateway counts, under {@code aliquot_gateway_…} at {@code /actuator/prometheus}. Names no patient. */
final class GatewayMeters implements GatewayMetrics {
    private static final String PREFIX = "aliquot.gateway.";

    private final MeterRegistry meters;

    GatewayMeters(MeterRegistry meters) {
        this.meters = Objects.requireNonNull(meters, "meters");
    }

    /** Adds what can only be looked up: what waits for delivery, and what waits for a person. */
    void watch(Gateway gateway) {
        gauge(gateway, "receiving", "Conversations under way", GatewayStatus::receiving);
        gauge(gateway, "pending", "Transcripts that wait to be stored", GatewayStatus::pending);
        gauge(gateway, "quarantine.errors", "Messages that are not stored", GatewayStatus::openErrors);
        gauge(gateway, "quarantine.warnings", "Stored messages that want a look", GatewayStatus::openWarnings);
    }

    private void gauge(Gateway gateway, String name, String description, ToDoubleFunction<GatewayStatus> value) {
        Gauge.builder(PREFIX + name, gateway, running -> value.applyAsDouble(running.status()))
                .description(description)
                .register(meters);
    }

    @Override
    public void received(String connection, int bytes) {
        meters.counter(PREFIX + "received.bytes", "connection", connection).increment(bytes);
    }

    @Override
    public void acknowledged(String connection) {
        meters.counter(PREFIX + "acknowledged", "connection", connection).increment();
    }

    @Override
    public void refused(String connection, String reason) {
        meters.counter(PREFIX + "refused", "connection", connection, "reason", reason)
                .increment();
    }

    @Override
    public void turnedAway(String connection, String reason) {
        meters.counter(PREFIX + "turned.away", "connection", connection, "reason", reason)
                .increment();
    }

    @Override
    public void kept(String connection, Duration took) {
        meters.timer(PREFIX + "kept", "connection", connection).record(took);
    }

    @Override
    public void delivered(String device, String result, Duration sinceReceived) {
        meters.timer(PREFIX + "delivered", "device", device, "result", result).record(sinceReceived);
    }

    @Override
    public void deliveryPutOff(String device) {
        meters.counter(PREFIX + "delivery.put.off", "device", device).increment();
    }

    @Override
    public void quarantined(String device, ReasonCode reason) {
        meters.counter(PREFIX + "quarantined", "device", device, "reason", reason.code())
                .increment();
    }
}
