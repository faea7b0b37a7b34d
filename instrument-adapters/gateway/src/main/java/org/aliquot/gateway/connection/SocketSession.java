package org.aliquot.gateway.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.aliquot.gateway.spool.SpoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected socket and the thread that serves it until it ends. */
final class SocketSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);

    /** How soon a stop is noticed on a silent line. */
    private static final Duration LONGEST_READ = Duration.ofMillis(250);

    private static final int ANSWER_BUFFER = 64 * 1024;

    private final Line line;
    private final Socket socket;
    private final Talk talk;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean midway;
    private volatile Instant lastByteAt;
    /** When the answer under way began, in {@link System#nanoTime}; 0 while none is. */
    private volatile long writingSince;

    SocketSession(Line line, Socket socket) {
        this.line = line;
        this.socket = socket;
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
            // Finds a peer that was switched off without a goodbye, in the system's own time.
            socket.setKeepAlive(true);
            why = converse();
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
            LOG.info("{}: connection ended: {}", line, why);
            ended.countDown();
        }
    }

    private String converse() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        while (true) {
            socket.setSoTimeout(millisToWait());
            int count = read(in, buffer);
            Instant now = line.clock().instant();
            if (count < 0) {
                return "closed by the analyzer";
            }
            if (count > 0) {
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
            OutputStream out = socket.getOutputStream();
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
        close();
    }

    /** Closes the socket from any thread; the session's own thread keeps what came. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: socket did not close cleanly", line, e);
        }
    }

    /** Closes the socket when the other side has not read our answer for too long. */
    void closeIfStuck() {
        long since = writingSince;
        if (since != 0
                && System.nanoTime() - since > line.settings().writeTimeout().toNanos()) {
            LOG.warn("{}: the sender does not read our answers; connection closed", line);
            close();
        }
    }

    /** True while a session or block is under way. */
    boolean isMidway() {
        return midway;
    }

    Instant lastByteAt() {
        return lastByteAt;
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Takes no new session; ends as soon as the one under way has. */
    void finish() {
        stopping = true;
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
