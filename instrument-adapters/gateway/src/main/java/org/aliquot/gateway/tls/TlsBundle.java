package org.aliquot.gateway.tls;

import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * Our key and the authorities we believe, made ready.
 *
 * @param hasKey whether there is a certificate of ours to show
 * @param hasAuthorities whether it says whom to believe; without, the context believes whom the Java runtime does, which is
 *     every public authority, and none of them knows an analyzer
 * @param protocols the only ones; empty: TLS 1.3 and 1.2
 * @param cipherSuites the only ones; empty: the runtime's, of those with forward secrecy
 */
public record TlsBundle(
        SSLContext context, boolean hasKey, boolean hasAuthorities, List<String> protocols, List<String> cipherSuites) {
    public TlsBundle {
        Objects.requireNonNull(context, "context");
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** With the usual protocols and cipher suites. */
    public static TlsBundle of(SSLContext context, boolean hasKey, boolean hasAuthorities) {
        return new TlsBundle(context, hasKey, hasAuthorities, List.of(), List.of());
    }
}
