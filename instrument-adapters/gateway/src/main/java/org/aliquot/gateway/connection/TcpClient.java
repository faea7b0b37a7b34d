package org.aliquot.gateway.connection;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.aliquot.gateway.tls.Handshake;
import org.aliquot.gateway.tls.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls its analyzer, and calls again when the connection ends. */
final class TcpClient extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TcpClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Address address;
    private final Handshake handshake;
    private final Thread caller;
    private final Object stop = new Object();
    private volatile SocketSession session;
    private volatile Socket connecting;
    private volatile String problem;
    private volatile boolean stopping;

    TcpClient(Line line, Network network) {
        super(line);
        this.address = Address.parse(line.settings().address(), Transport.TCP_CLIENT);
        this.handshake =
                Tls.calling(Optional.ofNullable(line.settings().tls()), network.tls(), address.host(), address.port());
        this.caller = new Thread(this::run, "call-" + line.settings().id());
        caller.setDaemon(true);
    }

    @Override
    public void start() {
        caller.start();
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        while (!stopping) {
            Optional<Socket> socket = connect();
            if (socket.isPresent()) {
                long began = System.nanoTime();
                converse(socket.get());
                // A peer that hangs up at once is no better than one that does not answer.
                boolean lasted = System.nanoTime() - began > LONGEST_WAIT.toNanos();
                wait = lasted ? FIRST_WAIT : longer(wait);
            } else {
                wait = longer(wait);
            }
            rest(wait);
        }
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }

    private Optional<Socket> connect() {
        Socket socket = new Socket();
        connecting = socket;
        try {
            socket.connect(address.socketAddress(), (int) CONNECT_TIMEOUT.toMillis());
            return Optional.of(socket);
        } catch (IOException | IllegalArgumentException e) {
            String now = "cannot reach " + address + ": " + e.getMessage();
            if (!now.equals(problem) && !stopping) {
                LOG.warn("{}: {}; goes on trying, at least every {} s", line(), now, LONGEST_WAIT.toSeconds());
            }
            problem = now;
            closeQuietly(socket);
            return Optional.empty();
        }
    }

    private void converse(Socket socket) {
        try {
            SocketSession current = new SocketSession(line(), socket, handshake, () -> true);
            session = current;
            if (stopping) {
                current.finish();
            }
            current.run();
            problem = current.refusal().orElse(null);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // This thread must live on: it is the only one that calls the analyzer.
            problem = "the connection could not be served: " + e.getClass().getSimpleName();
            LOG.error("{}: {}", line(), problem);
            closeQuietly(socket);
        } finally {
            session = null;
        }
    }

    private void rest(Duration wait) {
        synchronized (stop) {
            try {
                if (!stopping) {
                    stop.wait(wait.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopping = true;
            }
        }
    }

    private void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: socket did not close cleanly", line(), e);
        }
    }

    @Override
    public void watch() {
        SocketSession current = session;
        if (current != null) {
            current.closeIfStuck();
        }
    }

    @Override
    public void finish() {
        stopping = true;
        synchronized (stop) {
            stop.notifyAll();
        }
        SocketSession current = session;
        if (current != null) {
            current.finish();
        } else if (connecting != null) {
            closeQuietly(connecting);
        }
    }

    @Override
    public void close(Duration patience) {
        finish();
        try {
            caller.join(Math.max(1, patience.toMillis()));
            SocketSession current = session;
            if (current != null) {
                current.close();
                caller.join(10_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ConnectionStatus status() {
        SocketSession current = session;
        boolean connected = current != null && current.isTalking();
        ConnectionStatus.State state;
        if (stopping) {
            state = ConnectionStatus.State.STOPPED;
        } else {
            state = connected ? ConnectionStatus.State.CONNECTED : ConnectionStatus.State.CONNECTING;
        }
        return line().status(
                        state, address.toString(), connected ? 1 : 0, Optional.ofNullable(connected ? null : problem));
    }
}
