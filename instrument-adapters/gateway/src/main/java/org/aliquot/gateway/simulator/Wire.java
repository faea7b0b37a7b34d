package org.aliquot.gateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.aliquot.gateway.tls.Handshake;
import org.aliquot.gateway.tls.Tls;

/** The simulated analyzer's socket. */
final class Wire implements AutoCloseable {
    private final Socket connected = new Socket();
    private final Socket socket;
    private final Clock clock;
    private final byte[] buffer = new byte[8192];

    Wire(String host, int port, Duration connectTimeout, Clock clock, Handshake handshake) throws IOException {
        this.clock = clock;
        try {
            connected.connect(new InetSocketAddress(host, port), (int) connectTimeout.toMillis());
            connected.setTcpNoDelay(true);
            this.socket = handshake.with(connected);
        } catch (IOException | RuntimeException e) {
            connected.close();
            throw e;
        }
    }

    Instant now() {
        return clock.instant();
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what comes until a moment.
     *
     * @return an empty buffer when nothing came by then; nothing when the other side has hung up
     */
    Optional<ByteBuffer> read(Instant until) throws IOException {
        long millis = Duration.between(now(), until).toMillis();
        socket.setSoTimeout((int) Math.max(1, Math.min(millis, Integer.MAX_VALUE)));
        try {
            int count = socket.getInputStream().read(buffer);
            return count < 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(buffer, 0, count));
        } catch (SocketTimeoutException e) {
            return Optional.of(ByteBuffer.allocate(0));
        } catch (SSLException e) {
            // With TLS 1.3 a receiver says no to our certificate after the hand-shake, as we see it.
            throw Tls.explained(e);
        }
    }

    /** Says that nothing more will be sent; answers can still be read. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
