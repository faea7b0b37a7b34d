package org.aliquot.gateway;

import java.time.Duration;
import org.aliquot.lab.ReasonCode;

/**
 * What the gateway counts; the server binds it to its own registry. Called from many threads, must not block.
 *
 * <p>A connection's and a device's name are the same: the id in the settings.
 */
public interface GatewayMetrics {
    /** Counts nothing. */
    GatewayMetrics NONE = new GatewayMetrics() {};

    /** Bytes came in. */
    default void received(String connection, int bytes) {}

    /** Frames or blocks were acknowledged; each is on disk. */
    default void acknowledged(String connection) {}

    /** A frame or message was refused: NAK, AE or AR. */
    default void refused(String connection, String reason) {}

    /** A connection was turned away at the door, or made room for another. */
    default void turnedAway(String connection, String reason) {}

    /** How long the bytes of one frame or block took to be durable. */
    default void kept(String connection, Duration took) {}

    /** A message reached the sink. {@code result} is the receipt's kind in lower case. */
    default void delivered(String device, String result, Duration sinceReceived) {}

    /** The sink was not to be had; the message comes again. */
    default void deliveryPutOff(String device) {}

    /** Something waits for a person. */
    default void quarantined(String device, ReasonCode reason) {}
}
