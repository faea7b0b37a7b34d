package org.aliquot.gateway.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.aliquot.lab.ReasonCode;
import org.aliquot.protocol.astm.link.Checksum;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.LinkEvent;
import org.aliquot.protocol.session.AstmReceiver;
import org.aliquot.protocol.session.AstmTimers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ASTM on a connection: {@link AstmReceiver} decides, this class keeps. One session, ENQ to EOT, is one transcript; noise
 * before it belongs to it, noise alone becomes a transcript of its own when the line falls silent.
 */
final class AstmTalk implements Talk, AstmReceiver.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AstmTalk.class);
    private static final int RECORDS_END_WITH = Control.CR;

    private final Line line;
    private final Keeping keeping;
    private final AstmReceiver receiver;
    private final AstmTimers timers;
    private Instant now = Instant.EPOCH;
    /** When a frame last came to an end, good or bad. */
    private Instant progress = Instant.EPOCH;

    private boolean inSession;
    private boolean tooSlow;
    private int refusals;
    private int records;

    AstmTalk(Line line, Consumer<byte[]> out) {
        this.line = line;
        this.keeping = new Keeping(line);
        this.timers = timers(line.settings());
        this.receiver = new AstmReceiver(timers, line.settings().numbering(), line.maxFrameBytes(), out, this);
    }

    private static AstmTimers timers(ConnectionSettings settings) {
        AstmTimers standard = AstmTimers.STANDARD;
        return new AstmTimers(
                standard.senderReply(),
                settings.frameTimeout(),
                standard.hostContention(),
                standard.instrumentContention(),
                standard.busyRetry(),
                standard.interruptRest(),
                standard.lineEndGrace(),
                standard.tries());
    }

    @Override
    public void onBytes(ByteBuffer in, Instant at) {
        now = at;
        receiver.onBytes(in, at);
    }

    @Override
    public void onTick(Instant at) {
        now = at;
        receiver.onTick(at);
        // The receiver timer is for silence. Someone who dribbles a byte now and then would hold the line for days.
        tooSlow = isMidway() && !at.isBefore(progress.plus(line.settings().longestFrame()));
        if (isNoiseAlone() && !at.isBefore(noiseEnds())) {
            end(false);
        }
    }

    @Override
    public Optional<Instant> deadline() {
        Optional<Instant> next = receiver.deadline();
        if (!isNoiseAlone()) {
            return next;
        }
        return Optional.of(next.filter(noiseEnds()::isAfter).orElse(noiseEnds()));
    }

    private boolean isNoiseAlone() {
        return keeping.isOpen() && !inSession;
    }

    private Instant noiseEnds() {
        return keeping.openedAt().plus(timers.receiverFrame());
    }

    @Override
    public void onDisconnect(Instant at) {
        now = at;
        receiver.onDisconnect(at);
        end(true);
    }

    @Override
    public boolean isMidway() {
        return receiver.state() == AstmReceiver.State.RECEIVING;
    }

    @Override
    public void refuseNewSessions() {
        receiver.setBusy(true);
    }

    @Override
    public Optional<String> mustClose() {
        return tooSlow ? Optional.of("no frame ended within " + line.settings().longestFrame()) : keeping.overflow();
    }

    @Override
    public void sessionStarted() {
        inSession = true;
        progress = now;
        refusals = 0;
        records = 0;
        keeping.control(Control.ENQ, now);
    }

    @Override
    public void frameAccepted(byte[] raw, LinkEvent.Frame frame) throws IOException {
        if (!keeping.add(raw, now)) {
            throw new IOException(keeping.overflow().orElse("transcript is full"));
        }
        keeping.force();
        line.countAcknowledged();
        progress = now;
        refusals = 0;
        records += count(frame.text());
    }

    @Override
    public void storeFailed(Exception why) {
        LOG.error("{}: not kept, not acknowledged: {}", line, why.getMessage());
    }

    @Override
    public void duplicateFrame(byte[] raw) {
        progress = now;
        keeping.add(raw, now);
        LOG.debug("{}: frame repeated; acknowledged again, delivered once", line);
    }

    @Override
    public void frameRejected(byte[] raw, FrameFault fault) {
        progress = now;
        refusals++;
        line.countRefused(fault.name().toLowerCase(Locale.ROOT));
        String answer = fault == FrameFault.CUT_SHORT ? "not answered" : "sent NAK";
        LOG.warn(
                "{}: frame {}: {}; {} ({} of {})",
                line,
                number(raw),
                explain(raw, fault),
                answer,
                refusals,
                timers.tries());
        if (fault == FrameFault.NOT_STORED) {
            // Its bytes wait to be written already.
            return;
        }
        keeping.add(raw, now);
        if (fault == FrameFault.OVERSIZED) {
            keeping.concern(
                    ReasonCode.OVERSIZED,
                    "frame " + number(raw) + " has more than " + line.maxFrameBytes()
                            + " bytes and was refused. Raise max-frame-bytes if the device means it",
                    raw.length);
        }
    }

    @Override
    public void strayBytes(byte[] raw) {
        keeping.add(raw, now);
        LOG.warn("{}: {} bytes that belong to no frame; kept", line, raw.length);
    }

    @Override
    public void sessionEnded(AstmReceiver.EndReason reason, boolean unresolvedRejectedFrame) {
        inSession = false;
        if (reason == AstmReceiver.EndReason.EOT) {
            keeping.control(Control.EOT, now);
        } else {
            LOG.warn("{}: session ended without EOT: {}", line, reason.name().toLowerCase(Locale.ROOT));
        }
        if (unresolvedRejectedFrame) {
            LOG.warn("{}: session ended with a refused frame that never came good", line);
        }
        end(reason != AstmReceiver.EndReason.EOT);
    }

    private void end(boolean interrupted) {
        int said = records;
        keeping.end(now, interrupted)
                .ifPresent(kept -> LOG.info(
                        "{}: {}, transcript {}, {} records, {}",
                        line,
                        interrupted ? "conversation cut off" : "message received",
                        kept.transcript().id(),
                        said,
                        kilobytes(kept.size())));
    }

    static String kilobytes(int bytes) {
        return bytes < 1000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f kB", bytes / 1000.0);
    }

    private static int count(byte[] text) {
        int count = 0;
        for (byte b : text) {
            if (b == RECORDS_END_WITH) {
                count++;
            }
        }
        return count;
    }

    private static String number(byte[] raw) {
        return raw.length > 1 && raw[1] >= '0' && raw[1] <= '7' ? String.valueOf((char) raw[1]) : "without number";
    }

    /** Says what is wrong in the words of an operator's manual; never quotes the text. */
    private static String explain(byte[] raw, FrameFault fault) {
        if (fault == FrameFault.CHECKSUM) {
            int end = raw.length - 1;
            while (end > 1 && raw[end] != Control.ETX && raw[end] != Control.ETB) {
                end--;
            }
            if (end + 2 < raw.length) {
                String stated = "" + (char) raw[end + 1] + (char) raw[end + 2];
                return "checksum " + stated + ", computed " + Checksum.digits(Checksum.of(raw, 1, end + 1));
            }
        }
        return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + raw.length + " bytes";
    }
}
