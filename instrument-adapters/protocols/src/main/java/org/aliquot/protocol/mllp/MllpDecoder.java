package org.aliquot.protocol.mllp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.aliquot.protocol.FrameDecoder;

/**
 * Cuts a byte stream into MLLP blocks: {@code 0B payload 1C 0D} (HL7 v2.5.1 implementation support guide, appendix C).
 *
 * <p>Tolerated: bytes before 0B; 0A or nothing in place of the 0D; a 0B inside a block, which begins a new one, the cut
 * one being handed over as {@link MllpEvent.Stray}. A 1C with anything else after it is text: ending the block there would
 * hand over half a message as a whole one. A sender that leaves 0D out and then waits is served by {@link #releaseHeld}.
 */
public final class MllpDecoder implements FrameDecoder<MllpEvent> {
    public static final byte START = 0x0B;
    public static final byte END = 0x1C;
    public static final byte CR = 0x0D;

    private static final byte LF = 0x0A;

    /** Messages with embedded images run to some megabytes. */
    public static final int DEFAULT_MAX_BLOCK_BYTES = 16 * 1024 * 1024;

    /** Strays are handed over in pieces of at most this size, so that a line full of noise needs no memory. */
    static final int MAX_STRAY_BYTES = 4096;

    private enum State {
        OUTSIDE,
        INSIDE,
        ENDING
    }

    private final int maxBlockBytes;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private State state = State.OUTSIDE;
    private long position;
    private long began;
    private boolean oversized;

    public MllpDecoder() {
        this(DEFAULT_MAX_BLOCK_BYTES);
    }

    /** @param maxBlockBytes the longest block taken, framing included */
    public MllpDecoder(int maxBlockBytes) {
        if (maxBlockBytes < 4) {
            throw new IllegalArgumentException("maxBlockBytes " + maxBlockBytes + ": expected at least 4");
        }
        this.maxBlockBytes = maxBlockBytes;
    }

    @Override
    public void feed(ByteBuffer in, Consumer<? super MllpEvent> out) {
        while (in.hasRemaining()) {
            byte b = in.get();
            switch (state) {
                case OUTSIDE -> outside(b, out);
                case INSIDE -> inside(b, out);
                case ENDING -> ending(b, out);
            }
            position++;
        }
    }

    /** True while a block is complete but for the CR that may still follow. */
    public boolean holdsBlock() {
        return state == State.ENDING;
    }

    /** True while bytes have been taken that no event has told of yet. */
    public boolean isMidway() {
        return state != State.OUTSIDE || kept.size() > 0;
    }

    /** Hands over a block held only for its CR, if there is one: the line has been quiet long enough. */
    public void releaseHeld(Consumer<? super MllpEvent> out) {
        if (holdsBlock()) {
            finishBlock(out, position);
        }
    }

    /** The line has ended: hands over everything still held. */
    public void finish(Consumer<? super MllpEvent> out) {
        if (holdsBlock()) {
            finishBlock(out, position);
        } else {
            finishStray(out);
        }
    }

    private void outside(byte b, Consumer<? super MllpEvent> out) {
        if (b == START) {
            finishStray(out);
            began = position;
            oversized = false;
            kept.write(b);
            state = State.INSIDE;
            return;
        }
        if (kept.size() == 0) {
            began = position;
        }
        kept.write(b);
        if (kept.size() >= MAX_STRAY_BYTES) {
            finishStray(out);
        }
    }

    private void inside(byte b, Consumer<? super MllpEvent> out) {
        if (b == START) {
            finishStray(out);
            outside(b, out);
            return;
        }
        keep(b);
        if (b == END) {
            state = State.ENDING;
        }
    }

    private void ending(byte b, Consumer<? super MllpEvent> out) {
        switch (b) {
            case CR, LF -> {
                keep(b);
                finishBlock(out, position + 1);
            }
            case START -> {
                finishBlock(out, position);
                outside(b, out);
            }
            default -> {
                state = State.INSIDE;
                inside(b, out);
            }
        }
    }

    private void keep(byte b) {
        if (kept.size() < maxBlockBytes) {
            kept.write(b);
        } else {
            oversized = true;
        }
    }

    private void finishBlock(Consumer<? super MllpEvent> out, long end) {
        byte[] raw = takeKept();
        if (oversized) {
            out.accept(new MllpEvent.Oversized(began, raw, end - began));
            return;
        }
        int payloadEnd = raw[raw.length - 1] == END ? raw.length - 1 : raw.length - 2;
        out.accept(new MllpEvent.Block(began, Arrays.copyOfRange(raw, 1, payloadEnd), raw));
    }

    private void finishStray(Consumer<? super MllpEvent> out) {
        boolean unfinished = state == State.INSIDE;
        if (kept.size() == 0) {
            return;
        }
        byte[] raw = takeKept();
        if (unfinished && oversized) {
            out.accept(new MllpEvent.Oversized(began, raw, position - began));
        } else {
            out.accept(new MllpEvent.Stray(began, unfinished, raw));
        }
    }

    private byte[] takeKept() {
        byte[] raw = kept.toByteArray();
        // A huge block must not keep its buffer for the life of the connection.
        kept = new ByteArrayOutputStream();
        state = State.OUTSIDE;
        return raw;
    }
}
