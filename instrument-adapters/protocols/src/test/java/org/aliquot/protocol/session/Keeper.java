package org.aliquot.protocol.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.LinkEvent;

/** Keeps each session as the gateway's spool does: everything between ENQ and EOT in the order told. */
final class Keeper implements AstmReceiver.Listener {
    final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
    int frames;
    private final List<Keeper> ended;
    private Keeper current;

    private Keeper(List<Keeper> ended) {
        this.ended = ended;
    }

    static List<Keeper> sessions(byte[] bytes) {
        Keeper line = new Keeper(new ArrayList<>());
        AstmReceiver receiver = new AstmReceiver(answer -> {}, line);
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        receiver.onBytes(ByteBuffer.wrap(bytes), noon);
        receiver.onDisconnect(noon);
        return line.ended;
    }

    @Override
    public void sessionStarted() {
        current = new Keeper(ended);
        current.transcript.write(Control.ENQ);
    }

    @Override
    public void frameAccepted(byte[] raw, LinkEvent.Frame frame) {
        current.transcript.writeBytes(raw);
        current.frames++;
    }

    @Override
    public void duplicateFrame(byte[] raw) {
        current.transcript.writeBytes(raw);
    }

    @Override
    public void frameRejected(byte[] raw, FrameFault fault) {
        current.transcript.writeBytes(raw);
    }

    @Override
    public void strayBytes(byte[] raw) {
        if (current != null) {
            current.transcript.writeBytes(raw);
        }
    }

    @Override
    public void sessionEnded(AstmReceiver.EndReason reason, boolean unresolvedRejectedFrame) {
        if (reason == AstmReceiver.EndReason.EOT) {
            current.transcript.write(Control.EOT);
        }
        ended.add(current);
        current = null;
    }
}
