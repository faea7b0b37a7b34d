package org.aliquot.gateway.tls;

import java.util.Optional;

/**
 * Keys and authorities by name; whoever starts the gateway knows where they come from. Asked at every hand-shake, so that a
 * certificate that was renewed is in force at once. Called from many threads.
 */
@FunctionalInterface
public interface TlsBundles {
    TlsBundles NONE = name -> Optional.empty();

    /** @throws TlsBundleException where there is one that cannot be used */
    Optional<TlsBundle> find(String name);
}
