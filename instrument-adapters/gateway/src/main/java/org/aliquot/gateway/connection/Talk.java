package org.aliquot.gateway.connection;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * One connection's conversation, whatever the protocol. Not thread-safe: the thread of its connection alone.
 *
 * <p>May throw {@link org.aliquot.gateway.spool.SpoolException} or {@link java.io.UncheckedIOException}: then the
 * connection is closed without an answer, and the sender keeps its message.
 */
interface Talk {
    /** Takes what was read from the line and answers it. */
    void onBytes(ByteBuffer in, Instant at);

    /** Lets time pass. */
    void onTick(Instant at);

    /** When {@link #onTick} has something to do next. */
    Optional<Instant> deadline();

    /** The connection is gone, or is about to be closed: what came is kept as it is. */
    void onDisconnect(Instant at);

    /** True while a session or block is under way: a bad moment to hang up. */
    boolean isMidway();

    /** No new session from now on. */
    void refuseNewSessions();

    /** Why the line must be closed, once a limit was exceeded. */
    Optional<String> mustClose();
}
