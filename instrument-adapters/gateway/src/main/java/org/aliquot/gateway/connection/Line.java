package org.aliquot.gateway.connection;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.peer.Door;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Protocol;
import org.aliquot.lab.InstrumentId;
import org.aliquot.protocol.astm.link.AstmLinkDecoder;
import org.aliquot.protocol.mllp.MllpDecoder;

/** What all connections of one device share: its settings made ready, the spool, the counters. */
final class Line {
    private final ConnectionSettings settings;
    private final Protocol protocol;
    private final DeviceSettings device;
    private final InstrumentReader reader;
    private final Spool spool;
    private final Clock clock;
    private final GatewayMetrics metrics;
    private final Consumer<InstrumentId> received;
    private final Door door;

    private final AtomicLong conversations = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<Instant> lastMessageAt = new AtomicReference<>();

    /** @param received told after each conversation that was kept */
    Line(
            ConnectionSettings settings,
            Instruments instruments,
            Spool spool,
            Clock clock,
            GatewayMetrics metrics,
            Consumer<InstrumentId> received) {
        this.settings = settings;
        this.protocol = instruments.require(settings.instrument()).protocol();
        this.device = settings.device(instruments);
        this.reader = instruments.reader(settings.instrumentId(), device);
        this.spool = spool;
        this.clock = clock;
        this.metrics = metrics;
        this.received = received;
        this.door = new Door(toString());
    }

    ConnectionSettings settings() {
        return settings;
    }

    InstrumentId instrument() {
        return settings.instrumentId();
    }

    DeviceSettings device() {
        return device;
    }

    ZoneId zone() {
        return device.zone();
    }

    InstrumentReader reader() {
        return reader;
    }

    Spool spool() {
        return spool;
    }

    Clock clock() {
        return clock;
    }

    int maxFrameBytes() {
        if (settings.maxFrameBytes() != null) {
            return settings.maxFrameBytes();
        }
        int usual = protocol == Protocol.ASTM
                ? AstmLinkDecoder.DEFAULT_MAX_FRAME_BYTES
                : MllpDecoder.DEFAULT_MAX_BLOCK_BYTES;
        // A longer one could not be kept: better refused as oversized than as a trouble of ours.
        return Math.min(usual, settings.maxTranscriptBytes());
    }

    /** A conversation over a new connection. */
    Talk talk(Consumer<byte[]> out) {
        return switch (protocol) {
            case ASTM -> new AstmTalk(this, out);
            case HL7V2 -> new MllpTalk(this, out);
        };
    }

    /** As it begins each log line: {@code xn-1 (sysmex-xn)}. */
    @Override
    public String toString() {
        return settings.id() + " (" + settings.instrument() + ")";
    }

    void countBytes(int count) {
        bytes.addAndGet(count);
        metrics.received(settings.id(), count);
    }

    void countAcknowledged() {
        acknowledged.incrementAndGet();
        metrics.acknowledged(settings.id());
    }

    void countRefused(String why) {
        refused.incrementAndGet();
        metrics.refused(settings.id(), why);
    }

    void countKept(long nanos) {
        metrics.kept(settings.id(), Duration.ofNanos(nanos));
    }

    /** Counts a connection that does not come about, and says so in log and status. */
    void turnAway(InetAddress peer, TurnedAway.Reason reason, String text) {
        metrics.turnedAway(settings.id(), reason.code());
        door.turnedAway(new TurnedAway(clock.instant(), peer.getHostAddress(), reason, text));
    }

    void conversationKept(Instant at) {
        conversations.incrementAndGet();
        lastMessageAt.set(at);
        received.accept(instrument());
    }

    ConnectionStatus status(ConnectionStatus.State state, String address, int connected, Optional<String> problem) {
        return new ConnectionStatus(
                instrument(),
                settings.transport(),
                address,
                state,
                connected,
                Optional.ofNullable(lastMessageAt.get()),
                conversations.get(),
                acknowledged.get(),
                refused.get(),
                bytes.get(),
                door.count(),
                door.last(),
                problem);
    }
}
