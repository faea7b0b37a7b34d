package org.aliquot.server.audit.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.IntPredicate;

/**
 * An answer that asks before its first byte leaves. Where it may not leave, nothing of it does, and what is written to it
 * afterwards is thrown away.
 */
final class FirstByte extends HttpServletResponseWrapper {
    /** Where an answer stands. */
    private enum State {
        NOT_ASKED,
        MAY_LEAVE,
        WITHHELD
    }

    private final IntPredicate mayLeave;
    private State state = State.NOT_ASKED;
    private ServletOutputStream stream;
    private PrintWriter writer;

    /** @param mayLeave asked once, with the answer's status */
    FirstByte(HttpServletResponse response, IntPredicate mayLeave) {
        super(response);
        this.mayLeave = mayLeave;
    }

    /** Asks now, if nobody has: an answer without a body leaves when all is done. */
    boolean ask() {
        return ask(getStatus());
    }

    /** The same, where the status is to be another one. */
    boolean ask(int status) {
        if (state == State.NOT_ASKED) {
            state = mayLeave.test(status) ? State.MAY_LEAVE : State.WITHHELD;
        }
        return state == State.MAY_LEAVE;
    }

    @Override
    public void sendError(int status) throws IOException {
        if (ask(status)) {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (ask(status)) {
            super.sendError(status, message);
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        if (ask(SC_FOUND)) {
            super.sendRedirect(location);
        }
    }

    @Override
    public void setStatus(int status) {
        if (state != State.WITHHELD) {
            super.setStatus(status);
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        if (ask()) {
            super.flushBuffer();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Bytes(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new Characters(super.getWriter()));
        }
        return writer;
    }

    private final class Bytes extends ServletOutputStream {
        private final ServletOutputStream out;

        Bytes(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            if (ask()) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int start, int count) throws IOException {
            if (ask()) {
                out.write(bytes, start, count);
            }
        }

        @Override
        public void flush() throws IOException {
            if (ask()) {
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (ask()) {
                out.close();
            }
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }

    private final class Characters extends Writer {
        private final Writer out;

        Characters(Writer out) {
            this.out = out;
        }

        @Override
        public void write(char[] characters, int start, int count) throws IOException {
            if (ask()) {
                out.write(characters, start, count);
            }
        }

        @Override
        public void flush() throws IOException {
            if (ask()) {
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (ask()) {
                out.close();
            }
        }
    }
}
