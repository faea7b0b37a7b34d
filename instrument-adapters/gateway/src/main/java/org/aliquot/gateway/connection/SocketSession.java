package org.aliquot.gateway.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.aliquot.gateway.peer.KeepAlive;
import org.aliquot.gateway.peer.TurnedAway;
import org.aliquot.gateway.spool.SpoolException;
import org.aliquot.gateway.tls.Handshake;
import org.aliquot.gateway.tls.Tls;
import org.aliquot.gateway.tls.TlsRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected socket and the thread that serves it until it ends. */
final class SocketSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);

    /** How soon a stop is noticed on a silent line. */
    private static final Duration LONGEST_READ = Duration.ofMillis(250);

    private static final int ANSWER_BUFFER = 64 * 1024;

    private final Line line;
    /** As connected. To close it is to end everything, at once and from any thread. */
    private final Socket socket;

    private final InetAddress peer;
    private final Handshake handshake;
    private final BooleanSupplier mayTalk;
    private final Talk talk;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean midway;
    private volatile Instant lastByteAt;
    /** When the hand-shake under way began, in {@link System#nanoTime}; 0 while none is. */
    private volatile long handshakeSince;

    private volatile boolean handshakeTooSlow;
    private volatile boolean closed;
    /** What is talked on once the hand-shake is done; the socket itself, or TLS on it. */
    private volatile Socket talking;
    /** Whether anything was said; the session's own thread alone. */
    private boolean heard;
    /** Why nothing was talked about, told already. */
    private volatile String refusal;
    /** When the answer under way began, in {@link System#nanoTime}; 0 while none is. */
    private volatile long writingSince;

    /** @param mayTalk asked once, when the other side has shown who it is; who says no has told why */
    SocketSession(Line line, Socket socket, Handshake handshake, BooleanSupplier mayTalk) {
        this.line = line;
        this.socket = socket;
        this.peer = socket.getInetAddress();
        this.handshake = handshake;
        this.mayTalk = mayTalk;
        this.talk = line.talk(this::send);
        this.lastByteAt = line.clock().instant();
    }

    @Override
    public void run() {
        String why = "closed by the analyzer";
        try {
            socket.setTcpNoDelay(true);
            // Answers are small. A large buffer would hide for hours that nobody reads them.
            socket.setSendBufferSize(ANSWER_BUFFER);
            KeepAlive.on(socket);
            Socket secured = shakeHands();
            why = mayTalk.getAsBoolean() ? welcome(secured) : noRoom();
        } catch (EOFException e) {
            LOG.debug("{}: {}", line, why, e);
        } catch (TlsRefusedException e) {
            why = refused(e);
        } catch (SSLException e) {
            why = heard ? "connection failed: " + e.getMessage() : refused(Tls.explained(e));
        } catch (SocketException | UncheckedIOException e) {
            why = stopping ? "stopped" : "connection lost";
            LOG.debug("{}: {}", line, why, e);
        } catch (IOException e) {
            why = "connection failed: " + e.getMessage();
        } catch (SpoolException e) {
            why = "closed without an answer, because the spool failed: " + e.getMessage();
            LOG.error("{}: {}", line, why);
        } catch (RuntimeException e) {
            why = "closed after a defect: " + e.getClass().getName() + " at " + e.getStackTrace()[0];
            LOG.error("{}: {}", line, why);
        } finally {
            hangUp();
            if (refusal == null) {
                LOG.info("{}: connection ended: {}", line, why);
            }
            ended.countDown();
        }
    }

    private Socket shakeHands() throws IOException {
        handshakeSince = System.nanoTime() | 1;
        try {
            return handshake.with(socket);
        } catch (IOException e) {
            if (handshakeTooSlow) {
                throw Tls.tooSlow(line.settings().tls().handshakeTimeout(), e);
            }
            throw e;
        } finally {
            handshakeSince = 0;
        }
    }

    private String welcome(Socket secured) throws IOException {
        talking = secured;
        LOG.info("{}: connected with {}{}", line, socket.getRemoteSocketAddress(), security(secured));
        return converse(secured);
    }

    private String noRoom() {
        refusal = "no room for another connection";
        return refusal;
    }

    private static String security(Socket secured) {
        return Tls.described(secured).map(described -> " (" + described + ")").orElse("");
    }

    private String refused(TlsRefusedException no) {
        if (stopping || closed && !handshakeTooSlow) {
            return "closed from our side";
        }
        line.turnAway(peer, no.reason(), no.getMessage());
        refusal = "no TLS with " + peer.getHostAddress() + ": " + no.getMessage();
        LOG.debug("{}: {}", line, refusal, no);
        return refusal;
    }

    private String converse(Socket secured) throws IOException {
        InputStream in = secured.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        while (true) {
            secured.setSoTimeout(millisToWait());
            int count = read(in, buffer);
            Instant now = line.clock().instant();
            if (count < 0) {
                return "closed by the analyzer";
            }
            if (count > 0) {
                if (!heard && handshake == Handshake.NONE && Tls.isHello(buffer, count)) {
                    // No result is in it, and as noise it would fill the quarantine, once for each attempt.
                    return wantsTls();
                }
                heard = true;
                lastByteAt = now;
                line.countBytes(count);
                midway = true;
                talk.onBytes(ByteBuffer.wrap(buffer, 0, count), now);
            }
            // Also after bytes: a sender that dribbles must not keep a deadline from passing.
            talk.onTick(now);
            midway = talk.isMidway();
            if (talk.mustClose().isPresent()) {
                return talk.mustClose().get();
            }
            if (stopping) {
                talk.refuseNewSessions();
                if (!midway) {
                    return "stopped";
                }
            }
            Duration idle = line.settings().idleTimeout();
            if (!idle.isZero() && !midway && !now.isBefore(lastByteAt.plus(idle))) {
                return "silent for " + idle;
            }
        }
    }

    private String wantsTls() {
        String text =
                "it wants TLS, and this connection is plain text: set tls for this connection, or turn it off there";
        line.turnAway(peer, TurnedAway.Reason.TLS_ON_PLAIN_PORT, text);
        refusal = text;
        return text;
    }

    private static int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    private int millisToWait() {
        Instant now = line.clock().instant();
        long until = talk.deadline()
                .map(deadline -> Duration.between(now, deadline).toMillis() + 1)
                .orElse(LONGEST_READ.toMillis());
        return (int) Math.max(1, Math.min(LONGEST_READ.toMillis(), until));
    }

    private void send(byte[] bytes) {
        writingSince = System.nanoTime() | 1;
        try {
            OutputStream out = talking.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writingSince = 0;
        }
    }

    private void hangUp() {
        try {
            talk.onDisconnect(line.clock().instant());
        } catch (RuntimeException e) {
            LOG.error(
                    "{}: end of conversation not kept yet: {}",
                    line,
                    e.getClass().getName());
        }
        midway = false;
        sayGoodbye();
        talking = null;
        close();
    }

    /** TLS ends with a word; a peer that does not read it is closed on as one that does not read answers. */
    private void sayGoodbye() {
        Socket secured = talking;
        if (secured == null || secured == socket) {
            return;
        }
        writingSince = System.nanoTime() | 1;
        try {
            secured.close();
        } catch (IOException e) {
            LOG.debug("{}: TLS did not close cleanly", line, e);
        } finally {
            writingSince = 0;
        }
    }

    /** Closes the socket from any thread; the session's own thread keeps what came. */
    void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: socket did not close cleanly", line, e);
        }
    }

    /** Closes the socket when the other side has not read our answer, or not finished its hand-shake, for too long. */
    void closeIfStuck() {
        closeIfHandshakeIsSlow();
        long since = writingSince;
        if (since != 0
                && System.nanoTime() - since > line.settings().writeTimeout().toNanos()) {
            LOG.warn("{}: the sender does not read our answers; connection closed", line);
            close();
        }
    }

    /** The time-out of a read alone is no limit: a byte now and then would hold the place for ever. */
    private void closeIfHandshakeIsSlow() {
        long since = handshakeSince;
        if (since != 0
                && line.settings().tls() != null
                && System.nanoTime() - since
                        > line.settings().tls().handshakeTimeout().toNanos()) {
            handshakeTooSlow = true;
            close();
        }
    }

    /** True once the hand-shake is done, until the end. */
    boolean isTalking() {
        return talking != null;
    }

    /** Why nothing was talked about, where that has been told. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** True while a session or block is under way. */
    boolean isMidway() {
        return midway;
    }

    Instant lastByteAt() {
        return lastByteAt;
    }

    /** Takes no new session; ends as soon as the one under way has. */
    void finish() {
        stopping = true;
        if (handshakeSince != 0) {
            close();
        }
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
