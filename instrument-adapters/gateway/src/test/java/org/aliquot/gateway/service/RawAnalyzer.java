package org.aliquot.gateway.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.aliquot.protocol.astm.link.Control;

/** The analyzer's end of a TCP line, byte by byte: for all the ways a real one goes wrong. */
final class RawAnalyzer implements AutoCloseable {
    private final Socket socket;

    /** Connects to {@code host:port} as a status shows it. */
    RawAnalyzer(String address) throws IOException {
        this(connect(address));
    }

    RawAnalyzer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    /** One that has next to no room for answers it does not read. */
    static RawAnalyzer deaf(String address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2048);
        return new RawAnalyzer(connect(address, socket));
    }

    /** One that calls from this address, of this machine. */
    static RawAnalyzer from(String local, String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(local, 0));
        return new RawAnalyzer(connect(address, socket));
    }

    private static Socket connect(String address) throws IOException {
        return connect(address, new Socket());
    }

    private static Socket connect(String address, Socket socket) throws IOException {
        int colon = address.lastIndexOf(':');
        socket.connect(
                new InetSocketAddress(
                        address.substring(0, colon).replaceAll("[\\[\\]]", ""),
                        Integer.parseInt(address.substring(colon + 1))),
                5_000);
        return socket;
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    /** One byte, or -1 when the other side has hung up. */
    int read() throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer for 10 s", e);
        }
    }

    void expect(byte control) throws IOException {
        assertThat((byte) read()).isEqualTo(control);
    }

    void expectAck() throws IOException {
        expect(Control.ACK);
    }

    void expectNak() throws IOException {
        expect(Control.NAK);
    }

    void expectHangUp() throws IOException {
        int next;
        try {
            next = read();
        } catch (java.net.SocketException e) {
            next = -1;
        }
        assertThat(next).as("the gateway hangs up").isEqualTo(-1);
    }

    void expectSilence(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            assertThat(socket.getInputStream().read()).as("nothing is said").isNull();
        } catch (SocketTimeoutException silence) {
            assertThat(silence).isNotNull();
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    /** A whole session as the standard has it; every frame acknowledged. */
    void tell(String message) throws IOException {
        send(Control.ENQ);
        expectAck();
        for (byte[] frame : XnMessages.frames(message)) {
            send(frame);
            expectAck();
        }
        send(Control.EOT);
    }

    /** Reads one MLLP block. */
    String block() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        assertThat(read()).isEqualTo(0x0B);
        int next = read();
        while (next != 0x1C) {
            assertThat(next).isNotEqualTo(-1);
            text.write(next);
            next = read();
        }
        assertThat(read()).isEqualTo(0x0D);
        return text.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
