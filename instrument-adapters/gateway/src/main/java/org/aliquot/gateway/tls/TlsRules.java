package org.aliquot.gateway.tls;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** What both sides hold to, after BCP 195 (RFC 9325). */
final class TlsRules {
    /** §3.1.1: TLS 1.2 at least. */
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private TlsRules() {}

    static SSLParameters parameters(TlsBundle bundle, SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols((bundle.protocols().isEmpty() ? PROTOCOLS : bundle.protocols()).toArray(String[]::new));
        Stream<String> suites = bundle.cipherSuites().isEmpty()
                ? Stream.of(parameters.getCipherSuites()).filter(TlsRules::isForwardSecret)
                : bundle.cipherSuites().stream();
        parameters.setCipherSuites(suites.toArray(String[]::new));
        return parameters;
    }

    /** §4.1: no key transport by RSA, no static Diffie-Hellman. Who learns our key later cannot read what was said before. */
    private static boolean isForwardSecret(String suite) {
        return !suite.startsWith("TLS_RSA_") && !suite.startsWith("TLS_ECDH_");
    }

    /** What of a bundle breaks the rules, one line each, to follow the name of its setting. */
    static List<String> problems(TlsBundle bundle) {
        List<String> problems = new ArrayList<>();
        for (String protocol : bundle.protocols()) {
            if (!PROTOCOLS.contains(protocol)) {
                problems.add("its protocol \"" + protocol + "\" is not spoken here; expected TLSv1.2 or TLSv1.3");
            }
        }
        List<String> known =
                List.of(bundle.context().getSupportedSSLParameters().getCipherSuites());
        for (String suite : bundle.cipherSuites()) {
            if (!known.contains(suite)) {
                problems.add("its cipher suite \"" + suite + "\" is unknown to this Java");
            }
        }
        return problems;
    }

    /**
     * Java believes a certificate that is itself in the trust store without looking at its dates; IHE does not.
     *
     * @throws CertificateException where the other side's certificate is not valid today
     */
    static void checkDates(SSLSession session) throws CertificateException {
        for (Certificate certificate : shown(session)) {
            if (certificate instanceof X509Certificate dated) {
                dated.checkValidity();
                return;
            }
        }
    }

    private static Certificate[] shown(SSLSession session) {
        try {
            return session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            // None was asked for, or none was wanted badly enough.
            return new Certificate[0];
        }
    }

    /** For the log: {@code TLSv1.3, certificate CN=xn-1}. */
    static String described(SSLSession session) {
        Certificate[] shown = shown(session);
        String subject = shown.length > 0 && shown[0] instanceof X509Certificate certificate
                ? "certificate "
                        + certificate.getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", "?")
                : "no certificate";
        return session.getProtocol() + ", " + subject;
    }
}
