package org.aliquot.gateway.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.InstrumentId;

/** One device's end of the wire, whoever calls whom. */
public abstract class Endpoint {
    private final Line line;

    Endpoint(Line line) {
        this.line = line;
    }

    /**
     * The endpoint for a device; not started.
     *
     * @param settings without problems, see {@link GatewaySettings#check}
     * @param received told after each conversation that was kept
     * @param network what it shares with the other endpoints
     */
    public static Endpoint of(
            ConnectionSettings settings,
            Instruments instruments,
            Spool spool,
            Clock clock,
            GatewayMetrics metrics,
            Consumer<InstrumentId> received,
            Network network) {
        Line line = new Line(settings, instruments, spool, clock, metrics, received);
        return switch (settings.transport()) {
            case TCP_SERVER -> new TcpServer(line, network);
            case TCP_CLIENT -> new TcpClient(line, network);
        };
    }

    final Line line() {
        return line;
    }

    /** How this device's transcripts are read. */
    public final InstrumentReader reader() {
        return line.reader();
    }

    public final InstrumentId instrument() {
        return line.instrument();
    }

    /**
     * Begins to listen or to call. Never fails: an address that cannot be had shows in {@link #status} and in the log,
     * is tried again every few seconds, and leaves the other devices alone.
     */
    public abstract void start();

    /** Closes connections whose other side has stopped reading. Called every second or so. */
    public abstract void watch();

    /** No new connection and no new session; those under way may finish. */
    public abstract void finish();

    /** Waits for the sessions under way, then closes what is left; its bytes are kept as a cut conversation. */
    public abstract void close(Duration patience);

    public abstract ConnectionStatus status();
}
