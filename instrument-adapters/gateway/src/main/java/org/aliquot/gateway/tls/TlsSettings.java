package org.aliquot.gateway.tls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * TLS on one connection, as configured. What is left out (null) has the default given here.
 *
 * @param bundle the name of our key and of the authorities we believe, see {@link TlsBundles}; required
 * @param clientCertificate of those who call us; default {@code required}
 * @param checkHostName of those we call: their certificate must be for the host in {@code address}; default true
 * @param handshakeTimeout longest hand-shake, all of it; default 10 s
 */
public record TlsSettings(
        String bundle, ClientCertificate clientCertificate, Boolean checkHostName, Duration handshakeTimeout) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public TlsSettings {
        clientCertificate = Objects.requireNonNullElse(clientCertificate, ClientCertificate.REQUIRED);
        checkHostName = Objects.requireNonNullElse(checkHostName, true);
        handshakeTimeout = Objects.requireNonNullElse(handshakeTimeout, Duration.ofSeconds(10));
    }

    /** All defaults. */
    public static TlsSettings of(String bundle) {
        return new TlsSettings(bundle, null, null, null);
    }

    /** What is wrong, one line for each property. */
    public List<String> problems(String prefix) {
        List<String> problems = new ArrayList<>();
        if (bundle == null || bundle.isBlank()) {
            problems.add(prefix + ".bundle: missing; expected the name of a bundle of keys and certificates");
        }
        if (handshakeTimeout.isNegative() || handshakeTimeout.isZero() || handshakeTimeout.compareTo(LONGEST) > 0) {
            problems.add(prefix + ".handshake-timeout: " + handshakeTimeout
                    + "; expected more than nothing and at most 5m, such as 10s");
        }
        return problems;
    }
}
