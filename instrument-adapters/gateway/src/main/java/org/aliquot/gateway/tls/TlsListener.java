package org.aliquot.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS with an analyzer that called us. */
final class TlsListener implements Handshake {
    /** A record of type handshake, RFC 8446 §5.1: the first byte of whoever speaks TLS, and of nobody who speaks ASTM or MLLP. */
    static final int HANDSHAKE_RECORD = 0x16;

    private final TlsSettings settings;
    private final TlsBundles bundles;

    TlsListener(TlsSettings settings, TlsBundles bundles) {
        this.settings = settings;
        this.bundles = bundles;
    }

    @Override
    public Socket with(Socket connected) throws IOException {
        int first = firstByte(connected);
        try {
            TlsBundle bundle = bundles.find(settings.bundle())
                    .orElseThrow(() -> new IOException("there is no bundle " + settings.bundle()));
            SSLSocket socket = layered(bundle, connected, first);
            SSLParameters parameters = TlsRules.parameters(bundle, socket);
            switch (settings.clientCertificate()) {
                case REQUIRED -> parameters.setNeedClientAuth(true);
                case WANTED -> parameters.setWantClientAuth(true);
                case NONE -> parameters.setNeedClientAuth(false);
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            TlsRules.checkDates(socket.getSession());
            return socket;
        } catch (IOException | CertificateException | TlsBundleException | IllegalArgumentException e) {
            throw TlsFaults.ofCaller(e, settings.handshakeTimeout());
        }
    }

    /**
     * Looked at here, because TLS wants five bytes before it says anything: an ASTM analyzer sends one, ENQ, and waits.
     *
     * @throws EOFException where there is none: somebody looked whether the port is open
     */
    private int firstByte(Socket connected) throws IOException {
        int first;
        try {
            connected.setSoTimeout(Math.toIntExact(settings.handshakeTimeout().toMillis()));
            first = connected.getInputStream().read();
        } catch (IOException e) {
            throw TlsFaults.ofCaller(e, settings.handshakeTimeout());
        }
        if (first < 0) {
            throw new EOFException("hung up without a word");
        }
        if (first != HANDSHAKE_RECORD) {
            throw TlsFaults.plainText();
        }
        return first;
    }

    private static SSLSocket layered(TlsBundle bundle, Socket connected, int first) throws IOException {
        ByteArrayInputStream read = new ByteArrayInputStream(new byte[] {(byte) first});
        SSLSocket socket = (SSLSocket) bundle.context().getSocketFactory().createSocket(connected, read, true);
        socket.setUseClientMode(false);
        return socket;
    }
}
