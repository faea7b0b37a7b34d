package org.aliquot.protocol.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.LinkEvent;

/** Writes down what a receiver tells, and what the line carries, in one order. */
final class Recorder implements AstmReceiver.Listener {
    final List<String> log = new ArrayList<>();
    final List<byte[]> kept = new ArrayList<>();
    int refuse;
    boolean refuseSessions;

    void line(byte[] bytes) {
        log.add("> " + Wire.readable(bytes));
    }

    @Override
    public void sessionStarted() throws IOException {
        if (refuseSessions) {
            throw new IOException("disk full");
        }
        log.add("started");
    }

    @Override
    public void frameAccepted(byte[] raw, LinkEvent.Frame frame) throws IOException {
        if (refuse > 0) {
            refuse--;
            throw new IOException("disk full");
        }
        kept.add(frame.text());
        log.add("kept " + frame.number());
    }

    @Override
    public void storeFailed(Exception why) {
        log.add("store failed: " + why.getMessage());
    }

    @Override
    public void duplicateFrame(byte[] raw) {
        log.add("duplicate");
    }

    @Override
    public void frameRejected(byte[] raw, FrameFault fault) {
        log.add("rejected " + fault);
    }

    @Override
    public void strayBytes(byte[] raw) {
        log.add("stray " + Wire.readable(raw));
    }

    @Override
    public void sessionEnded(AstmReceiver.EndReason reason, boolean unresolvedRejectedFrame) {
        log.add("ended " + reason + (unresolvedRejectedFrame ? " unresolved" : ""));
    }
}
