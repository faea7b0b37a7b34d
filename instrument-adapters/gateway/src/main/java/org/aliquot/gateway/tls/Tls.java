package org.aliquot.gateway.tls;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** The two sides of TLS, and what is to be known of them. */
public final class Tls {
    /** Record type, major version, minor version, two of length, and the type of a ClientHello (RFC 8446 §4, §5.1). */
    private static final int HELLO_BYTES = 6;

    private Tls() {}

    /** With those who call us; plain text where there are no settings. */
    public static Handshake listening(Optional<TlsSettings> settings, TlsBundles bundles) {
        return settings.<Handshake>map(tls -> new TlsListener(tls, bundles)).orElse(Handshake.NONE);
    }

    /** With those we call; plain text where there are no settings. */
    public static Handshake calling(Optional<TlsSettings> settings, TlsBundles bundles, String host, int port) {
        return settings.<Handshake>map(tls -> new TlsCaller(tls, bundles, host, port))
                .orElse(Handshake.NONE);
    }

    /**
     * What is missing for these settings, one line for each property.
     *
     * @param listens whether others call us
     */
    public static List<String> problems(String prefix, TlsSettings settings, boolean listens, TlsBundles bundles) {
        String property = prefix + ".bundle: \"" + settings.bundle() + "\" ";
        Optional<TlsBundle> found;
        try {
            found = bundles.find(settings.bundle());
        } catch (TlsBundleException e) {
            return List.of(property + "cannot be used: " + e.getMessage());
        }
        if (found.isEmpty()) {
            return List.of(property + "is not there; expected the name of a bundle of keys and certificates");
        }
        List<String> problems = new ArrayList<>();
        TlsBundle bundle = found.get();
        if (listens && !bundle.hasKey()) {
            problems.add(property + "has no key store; expected our certificate and its key, to show to the analyzer");
        }
        if (!bundle.hasAuthorities() && (!listens || settings.clientCertificate() != ClientCertificate.NONE)) {
            problems.add(property + "has no trust store; expected the authority of the analyzer's certificate"
                    + (listens ? ", or client-certificate: none to let in whoever calls" : ""));
        }
        TlsRules.problems(bundle).forEach(problem -> problems.add(property + "cannot be used: " + problem));
        return problems;
    }

    /** For the log: {@code TLSv1.3, certificate CN=xn-1}; nothing for plain text. */
    public static Optional<String> described(Socket socket) {
        return socket instanceof SSLSocket tls ? Optional.of(TlsRules.described(tls.getSession())) : Optional.empty();
    }

    /** Whether a conversation that begins like this is somebody's TLS hand-shake. */
    public static boolean isHello(byte[] bytes, int count) {
        return count >= HELLO_BYTES
                && bytes[0] == TlsListener.HANDSHAKE_RECORD
                && bytes[1] == 3
                && bytes[2] >= 0
                && bytes[2] <= 4
                && bytes[5] == 1;
    }

    /** What TLS said once the talk was under way: the other side's no to our certificate comes as late as that in TLS 1.3. */
    public static TlsRefusedException explained(SSLException fault) {
        return TlsFaults.of(fault, "the other side");
    }

    /** The hand-shake was cut off because it took too long. */
    public static TlsRefusedException tooSlow(Duration patience, IOException cause) {
        return TlsFaults.timeout(patience, cause);
    }
}
