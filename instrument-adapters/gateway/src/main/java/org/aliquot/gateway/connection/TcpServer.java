package org.aliquot.gateway.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.aliquot.gateway.tls.Handshake;
import org.aliquot.gateway.tls.Tls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for its analyzer. */
final class TcpServer extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TcpServer.class);
    private static final Duration BIND_AGAIN = Duration.ofSeconds(5);
    /** Who calls while as many wait is heard late or never: a network that comes back brings everyone at once. */
    private static final int BACKLOG = 64;

    private final Address address;
    private final Handshake handshake;
    private final Visitors visitors;
    private final Consumer<Thread> starter;
    private final Thread acceptor;
    private final Object stop = new Object();
    private volatile ServerSocket listener;
    private volatile String problem;
    /** Why the last connection could not be served. */
    private volatile String unserved;

    private volatile boolean stopping;

    TcpServer(Line line, Network network) {
        this(line, network, Thread::start);
    }

    /** @param starter starts a connection's thread; may fail, as where the system has no more */
    TcpServer(Line line, Network network, Consumer<Thread> starter) {
        super(line);
        this.handshake = Tls.listening(Optional.ofNullable(line.settings().tls()), network.tls());
        this.visitors = new Visitors(line, network.places());
        this.starter = starter;
        this.address = Address.parse(line.settings().address(), Transport.TCP_SERVER);
        this.acceptor = new Thread(this::run, "listen-" + line.settings().id());
        acceptor.setDaemon(true);
    }

    /** Binds before it returns, so that a started gateway can be called at once. */
    @Override
    public void start() {
        bind();
        acceptor.start();
    }

    private void bind() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            try {
                socket.bind(address.socketAddress(), BACKLOG);
            } catch (IOException | IllegalArgumentException e) {
                socket.close();
                throw e;
            }
            listener = socket;
            problem = null;
            LOG.info("{}: listening on {}", line(), shown());
        } catch (IOException | IllegalArgumentException e) {
            String now = "cannot listen on " + address + ": " + e.getMessage();
            if (!now.equals(problem)) {
                LOG.error(
                        "{}: {}; free the address or set another; tried again every {} s",
                        line(),
                        now,
                        BIND_AGAIN.toSeconds());
            }
            problem = now;
        }
    }

    private void run() {
        while (!stopping) {
            ServerSocket socket = listener;
            if (socket == null) {
                rest();
                if (!stopping) {
                    bind();
                }
            } else {
                accept(socket);
            }
        }
        closeListener();
    }

    private void rest() {
        synchronized (stop) {
            try {
                if (!stopping) {
                    stop.wait(BIND_AGAIN.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopping = true;
            }
        }
    }

    private void accept(ServerSocket socket) {
        try {
            Socket connection = socket.accept();
            Optional<Visitors.Visitor> visitor = visitors.letIn(connection.getInetAddress());
            if (visitor.isPresent()) {
                serve(visitor.get(), connection);
            } else {
                closeQuietly(connection);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // This thread must live on: with it the device would lose its line until somebody noticed.
            LOG.error(
                    "{}: a connection could not be taken: {}",
                    line(),
                    e.getClass().getName());
            restBriefly();
        } catch (IOException e) {
            if (!stopping) {
                LOG.warn("{}: accepting a connection failed: {}", line(), e.getMessage());
                // Out of file descriptors, most likely: come back in a moment rather than at once.
                restBriefly();
            }
        }
    }

    private void restBriefly() {
        synchronized (stop) {
            try {
                stop.wait(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopping = true;
            }
        }
    }

    /** The hand-shake is the new thread's business: a slow one must not keep others waiting. */
    private void serve(Visitors.Visitor visitor, Socket connection) {
        try {
            SocketSession session = new SocketSession(line(), connection, handshake, () -> visitors.mayTalk(visitor));
            visitors.served(visitor, session);
            if (stopping) {
                session.finish();
            }
            Runnable untilItLeaves = () -> {
                try {
                    session.run();
                } finally {
                    visitors.left(visitor);
                }
            };
            Thread thread =
                    new Thread(untilItLeaves, "line-" + line().settings().id());
            thread.setDaemon(true);
            starter.accept(thread);
            unserved = null;
        } catch (RuntimeException | OutOfMemoryError e) {
            // "Unable to create native thread", most likely. The analyzer calls again.
            visitors.left(visitor);
            unserved = "a connection could not be served: " + e.getClass().getSimpleName()
                    + "; the machine lacks memory or threads";
            LOG.error("{}: {}", line(), unserved);
            closeQuietly(connection);
            restBriefly();
        }
    }

    private void closeQuietly(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("{}: socket did not close cleanly", line(), e);
        }
    }

    @Override
    public void watch() {
        visitors.sessions().forEach(SocketSession::closeIfStuck);
    }

    @Override
    public void finish() {
        stopping = true;
        synchronized (stop) {
            stop.notifyAll();
        }
        closeListener();
        visitors.sessions().forEach(SocketSession::finish);
    }

    private void closeListener() {
        ServerSocket socket = listener;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("{}: listener did not close cleanly", line(), e);
            }
        }
    }

    @Override
    public void close(Duration patience) {
        finish();
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (SocketSession session : visitors.sessions()) {
                if (!session.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
                    session.close();
                    session.awaitEnd(Duration.ofSeconds(10));
                }
            }
            acceptor.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            visitors.sessions().forEach(SocketSession::close);
        }
    }

    private String shown() {
        ServerSocket socket = listener;
        return socket != null && socket.getLocalSocketAddress() instanceof InetSocketAddress bound
                ? new Address(address.host(), bound.getPort()).toString()
                : address.toString();
    }

    @Override
    public ConnectionStatus status() {
        int connected = (int)
                visitors.sessions().stream().filter(SocketSession::isTalking).count();
        ConnectionStatus.State state;
        if (stopping) {
            state = ConnectionStatus.State.STOPPED;
        } else if (listener == null || acceptor.getState() == Thread.State.TERMINATED) {
            state = ConnectionStatus.State.FAILED;
        } else {
            state = connected > 0 ? ConnectionStatus.State.CONNECTED : ConnectionStatus.State.LISTENING;
        }
        return line().status(state, shown(), connected, Optional.ofNullable(problem != null ? problem : unserved));
    }
}
