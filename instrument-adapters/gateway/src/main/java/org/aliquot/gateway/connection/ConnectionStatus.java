package org.aliquot.gateway.connection;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.lab.InstrumentId;

/**
 * How a connection fares right now.
 *
 * @param address where it listens or calls; with the port in use
 * @param connected how many analyzers are connected
 * @param lastMessageAt when a conversation last ended
 * @param conversations how many were kept since the start
 * @param acknowledged frames or messages
 * @param refused frames or messages answered NAK, AE or AR
 * @param bytes received
 * @param turnedAway connections that did not come about, or made room for others
 * @param lastTurnedAway the last of these
 * @param problem why it is not listening or connected, where it is not, or why the last caller could not be served
 */
public record ConnectionStatus(
        InstrumentId instrument,
        Transport transport,
        String address,
        State state,
        int connected,
        Optional<Instant> lastMessageAt,
        long conversations,
        long acknowledged,
        long refused,
        long bytes,
        long turnedAway,
        Optional<TurnedAway> lastTurnedAway,
        Optional<String> problem) {

    /** Where a connection stands. */
    public enum State {
        /** A listener waits for its analyzer. */
        LISTENING,
        /** A caller tries to reach its analyzer. */
        CONNECTING,
        /** At least one analyzer is connected. */
        CONNECTED,
        /** The address cannot be had; tried again every few seconds. */
        FAILED,
        STOPPED
    }

    public ConnectionStatus {
        Objects.requireNonNull(instrument, "instrument");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lastMessageAt, "lastMessageAt");
        Objects.requireNonNull(lastTurnedAway, "lastTurnedAway");
        Objects.requireNonNull(problem, "problem");
    }
}
