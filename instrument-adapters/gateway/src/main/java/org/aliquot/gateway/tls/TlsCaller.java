package org.aliquot.gateway.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS with an analyzer that we called. */
final class TlsCaller implements Handshake {
    private final TlsSettings settings;
    private final TlsBundles bundles;
    private final String host;
    private final int port;

    TlsCaller(TlsSettings settings, TlsBundles bundles, String host, int port) {
        this.settings = settings;
        this.bundles = bundles;
        this.host = host;
        this.port = port;
    }

    @Override
    public Socket with(Socket connected) throws IOException {
        try {
            connected.setSoTimeout(Math.toIntExact(settings.handshakeTimeout().toMillis()));
            TlsBundle bundle = bundles.find(settings.bundle())
                    .orElseThrow(() -> new IOException("there is no bundle " + settings.bundle()));
            SSLSocket socket =
                    (SSLSocket) bundle.context().getSocketFactory().createSocket(connected, host, port, true);
            socket.setUseClientMode(true);
            SSLParameters parameters = TlsRules.parameters(bundle, socket);
            if (settings.checkHostName()) {
                // What RFC 2818 says of names, Java's word for it; RFC 6125 asks no less.
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            TlsRules.checkDates(socket.getSession());
            return socket;
        } catch (IOException | CertificateException | TlsBundleException | IllegalArgumentException e) {
            throw TlsFaults.ofCalled(e, settings.handshakeTimeout(), host);
        }
    }
}
