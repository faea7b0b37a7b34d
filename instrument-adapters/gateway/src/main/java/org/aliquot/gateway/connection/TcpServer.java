package org.aliquot.gateway.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for its analyzer. */
final class TcpServer extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TcpServer.class);
    private static final Duration BIND_AGAIN = Duration.ofSeconds(5);
    private static final int BACKLOG = 16;

    private final Address address;
    private final List<SocketSession> sessions = new CopyOnWriteArrayList<>();
    private final Consumer<Thread> starter;
    private final Thread acceptor;
    private final Object stop = new Object();
    private volatile ServerSocket listener;
    private volatile String problem;
    /** Why the last connection could not be served. */
    private volatile String unserved;

    private volatile boolean stopping;

    TcpServer(Line line) {
        this(line, Thread::start);
    }

    /** @param starter starts a connection's thread; may fail, as where the system has no more */
    TcpServer(Line line, Consumer<Thread> starter) {
        super(line);
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
            sessions.removeIf(SocketSession::hasEnded);
            if (hasRoom()) {
                serve(connection);
            } else {
                LOG.warn("{}: connection refused: {} are in the middle of a message", line(), sessions.size());
                connection.close();
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

    /** Makes room by closing the connection that was silent longest, unless all are busy. */
    private boolean hasRoom() {
        if (sessions.size() < line().settings().maxConnections()) {
            return true;
        }
        Optional<SocketSession> silent = sessions.stream()
                .filter(session -> !session.isMidway())
                .min(Comparator.comparing(SocketSession::lastByteAt));
        silent.ifPresent(session -> {
            LOG.warn("{}: {} connections; the longest silent one makes room", line(), sessions.size());
            session.close();
            sessions.remove(session);
        });
        return silent.isPresent();
    }

    private void serve(Socket connection) {
        LOG.info("{}: connected from {}", line(), connection.getRemoteSocketAddress());
        SocketSession session = null;
        try {
            session = new SocketSession(line(), connection);
            sessions.add(session);
            if (stopping) {
                session.finish();
            }
            Thread thread = new Thread(session, "line-" + line().settings().id());
            thread.setDaemon(true);
            starter.accept(thread);
            unserved = null;
        } catch (RuntimeException | OutOfMemoryError e) {
            // "Unable to create native thread", most likely. The analyzer calls again.
            if (session != null) {
                sessions.remove(session);
            }
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
        sessions.forEach(SocketSession::closeIfStuck);
    }

    @Override
    public void finish() {
        stopping = true;
        synchronized (stop) {
            stop.notifyAll();
        }
        closeListener();
        sessions.forEach(SocketSession::finish);
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
            for (SocketSession session : sessions) {
                if (!session.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
                    session.close();
                    session.awaitEnd(Duration.ofSeconds(10));
                }
            }
            acceptor.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sessions.forEach(SocketSession::close);
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
        int connected = (int) sessions.stream().filter(s -> !s.hasEnded()).count();
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
