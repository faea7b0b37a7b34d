package org.aliquot.protocol.astm.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.aliquot.protocol.FrameDecoder;

/**
 * Cuts the byte stream of an E1381 / LIS01-A2 line into frames and control characters.
 *
 * <p>It judges a frame by itself alone: shape, size, checksum. Frame numbers are {@link FrameAcceptor}'s business.
 *
 * <p>Tolerated, because real instruments do so: CR LF, LF alone, CR alone or nothing after the checksum; a checksum in
 * lower case; LF in the text; text of any length up to the limit. A frame without its LF is held until the next byte
 * shows that none comes: on a live line {@link #releaseHeld} says "waited long enough".
 *
 * <p>An ENQ that cuts a frame, or stands in place of its CR or LF, is a damaged byte and no request: answered with ACK, it
 * would be taken for the frame's acknowledgement, and the frame would be lost. It is handed over as {@link
 * LinkEvent.Stray}.
 */
public final class AstmLinkDecoder implements FrameDecoder<LinkEvent> {
    /**
     * LIS01-A2 §4.4.1 allows 64,000 characters; instruments that put a whole message with its histograms into one frame
     * do not count them.
     */
    public static final int DEFAULT_MAX_FRAME_BYTES = 1024 * 1024;

    /** Strays are handed over in pieces of at most this size, so that a line full of noise needs no memory. */
    static final int MAX_STRAY_BYTES = 4096;

    /** STX, number, ETX, two digits of checksum. */
    private static final int MIN_FRAME_BYTES = 5;

    private enum State {
        IDLE,
        FRAME_NUMBER,
        TEXT,
        CHECKSUM_HIGH,
        CHECKSUM_LOW,
        CR,
        LF
    }

    private final int maxFrameBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private State state = State.IDLE;
    private long position;
    private long began;
    private int number = -1;
    private int sum;
    private int statedSum;
    private int textEnd;
    private boolean endedByEtx;
    private boolean oversized;
    private boolean checksumUnreadable;

    public AstmLinkDecoder() {
        this(DEFAULT_MAX_FRAME_BYTES);
    }

    /** @param maxFrameBytes the longest frame taken, STX through LF */
    public AstmLinkDecoder(int maxFrameBytes) {
        if (maxFrameBytes < MIN_FRAME_BYTES + 2) {
            throw new IllegalArgumentException(
                    "maxFrameBytes " + maxFrameBytes + ": expected at least " + (MIN_FRAME_BYTES + 2));
        }
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void feed(ByteBuffer in, Consumer<? super LinkEvent> out) {
        while (in.hasRemaining()) {
            take(in.get(), out);
            position++;
        }
    }

    /** True while a frame is complete but for the CR or LF that may still follow. */
    public boolean holdsFrame() {
        return state == State.CR || state == State.LF;
    }

    /** True while a frame is under way that is not yet over the limit. */
    public boolean isInFrame() {
        return state != State.IDLE && !oversized;
    }

    /** True while bytes have been taken that no event has told of yet. */
    public boolean isMidway() {
        return state != State.IDLE || kept.size() > 0;
    }

    /** Hands over a frame held only for its CR LF, if there is one: the line has been quiet long enough. */
    public void releaseHeld(Consumer<? super LinkEvent> out) {
        if (holdsFrame()) {
            finishFrame(out);
        }
    }

    /** The line has ended: hands over everything still held, an unfinished frame as {@link FrameFault#CUT_SHORT}. */
    public void finish(Consumer<? super LinkEvent> out) {
        if (holdsFrame()) {
            finishFrame(out);
        } else if (state != State.IDLE) {
            cutShort(out);
        } else {
            finishStray(out);
        }
    }

    private void take(byte b, Consumer<? super LinkEvent> out) {
        switch (state) {
            case IDLE -> idle(b, out);
            case FRAME_NUMBER -> frameNumber(b, out);
            case TEXT -> text(b, out);
            case CHECKSUM_HIGH -> checksumHigh(b, out);
            case CHECKSUM_LOW -> checksumLow(b, out);
            case CR -> frameCr(b, out);
            case LF -> frameLf(b, out);
        }
    }

    private void idle(byte b, Consumer<? super LinkEvent> out) {
        switch (b) {
            case Control.STX -> {
                finishStray(out);
                begin(b);
            }
            case Control.ENQ -> {
                finishStray(out);
                out.accept(new LinkEvent.Enq(position));
            }
            case Control.EOT -> {
                finishStray(out);
                out.accept(new LinkEvent.Eot(position));
            }
            case Control.ACK -> {
                finishStray(out);
                out.accept(new LinkEvent.Ack(position));
            }
            case Control.NAK -> {
                finishStray(out);
                out.accept(new LinkEvent.Nak(position));
            }
            default -> strayByte(b, out);
        }
    }

    private void begin(byte stx) {
        began = position;
        number = -1;
        sum = 0;
        textEnd = 0;
        oversized = false;
        checksumUnreadable = false;
        kept.write(stx);
        state = State.FRAME_NUMBER;
    }

    private void frameNumber(byte b, Consumer<? super LinkEvent> out) {
        if (b >= '0' && b <= '7') {
            number = b - '0';
            keep(b);
            state = State.TEXT;
        } else {
            state = State.TEXT;
            text(b, out);
        }
    }

    private void text(byte b, Consumer<? super LinkEvent> out) {
        switch (b) {
            // None of the three may stand in text (LIS01-A2 §6.6.1): the frame was cut, and something new begins.
            case Control.STX, Control.ENQ, Control.EOT -> {
                cutShort(out);
                afterFrame(b, out);
            }
            case Control.ETX, Control.ETB -> {
                textEnd = kept.size();
                endedByEtx = b == Control.ETX;
                keep(b);
                state = State.CHECKSUM_HIGH;
            }
            default -> keep(b);
        }
    }

    private void checksumHigh(byte b, Consumer<? super LinkEvent> out) {
        int digit = Checksum.digitValue(b);
        if (digit < 0) {
            checksumUnreadable = true;
            finishFrame(out);
            afterFrame(b, out);
            return;
        }
        statedSum = digit << 4;
        keepUnsummed(b);
        state = State.CHECKSUM_LOW;
    }

    private void checksumLow(byte b, Consumer<? super LinkEvent> out) {
        int digit = Checksum.digitValue(b);
        if (digit < 0) {
            checksumUnreadable = true;
            finishFrame(out);
            afterFrame(b, out);
            return;
        }
        statedSum |= digit;
        keepUnsummed(b);
        state = State.CR;
    }

    private void frameCr(byte b, Consumer<? super LinkEvent> out) {
        if (b == Control.CR) {
            keepUnsummed(b);
            state = State.LF;
        } else {
            frameLf(b, out);
        }
    }

    private void frameLf(byte b, Consumer<? super LinkEvent> out) {
        if (b == Control.LF) {
            keepUnsummed(b);
            position++;
            finishFrame(out);
            position--;
        } else {
            finishFrame(out);
            afterFrame(b, out);
        }
    }

    /** The byte that came where a frame should have gone on. */
    private void afterFrame(byte b, Consumer<? super LinkEvent> out) {
        if (b == Control.ENQ) {
            strayByte(b, out);
        } else {
            idle(b, out);
        }
    }

    private void strayByte(byte b, Consumer<? super LinkEvent> out) {
        if (kept.size() == 0) {
            began = position;
        }
        kept.write(b);
        if (kept.size() >= MAX_STRAY_BYTES) {
            finishStray(out);
        }
    }

    private void keep(byte b) {
        sum = (sum + b) & 0xFF;
        keepUnsummed(b);
    }

    private void keepUnsummed(byte b) {
        if (kept.size() < maxFrameBytes) {
            kept.write(b);
        } else {
            oversized = true;
        }
    }

    private void cutShort(Consumer<? super LinkEvent> out) {
        FrameFault fault = oversized ? FrameFault.OVERSIZED : FrameFault.CUT_SHORT;
        byte[] raw = takeKept();
        out.accept(new LinkEvent.BadFrame(began, fault, number, raw, position - began));
    }

    private void finishFrame(Consumer<? super LinkEvent> out) {
        byte[] raw = takeKept();
        if (oversized) {
            bad(FrameFault.OVERSIZED, raw, out);
        } else if (checksumUnreadable) {
            bad(FrameFault.CHECKSUM_MISSING, raw, out);
        } else if (statedSum != sum) {
            bad(FrameFault.CHECKSUM, raw, out);
        } else if (number < 0) {
            bad(FrameFault.FRAME_NUMBER_MISSING, raw, out);
        } else {
            out.accept(new LinkEvent.Frame(began, number, Arrays.copyOfRange(raw, 2, textEnd), endedByEtx, raw));
        }
    }

    private void bad(FrameFault fault, byte[] raw, Consumer<? super LinkEvent> out) {
        out.accept(new LinkEvent.BadFrame(began, fault, number, raw, position - began));
    }

    private void finishStray(Consumer<? super LinkEvent> out) {
        if (kept.size() > 0) {
            out.accept(new LinkEvent.Stray(began, takeKept()));
        }
    }

    private byte[] takeKept() {
        byte[] raw = kept.toByteArray();
        kept.reset();
        state = State.IDLE;
        return raw;
    }
}
