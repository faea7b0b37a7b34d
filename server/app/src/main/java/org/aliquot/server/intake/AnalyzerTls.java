package org.aliquot.server.intake;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.aliquot.gateway.tls.TlsBundle;
import org.aliquot.gateway.tls.TlsBundleException;
import org.aliquot.gateway.tls.TlsBundles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Spring Boot's {@code spring.ssl.bundle.*} as the gateway takes it. A bundle with {@code reload-on-update} is made anew when
 * its files change; if that fails the last good one stays in force. Thread-safe.
 */
final class AnalyzerTls implements TlsBundles {
    private static final Logger LOG = LoggerFactory.getLogger(AnalyzerTls.class);

    private final Supplier<SslBundles> bundles;
    private final Map<String, TlsBundle> inForce = new ConcurrentHashMap<>();

    /** @param bundles asked when the first is needed: reading keys fails where it can be told whose they are */
    AnalyzerTls(Supplier<SslBundles> bundles) {
        this.bundles = Objects.requireNonNull(bundles, "bundles");
    }

    @Override
    public Optional<TlsBundle> find(String name) {
        TlsBundle known = inForce.get(name);
        return known != null ? Optional.of(known) : open(name);
    }

    private synchronized Optional<TlsBundle> open(String name) {
        try {
            SslBundles all = bundles.get();
            if (!all.getBundleNames().contains(name)) {
                return Optional.empty();
            }
            if (!inForce.containsKey(name)) {
                inForce.put(name, made(all.getBundle(name)));
                all.addBundleUpdateHandler(name, renewed -> renew(name, renewed));
            }
            return Optional.of(inForce.get(name));
        } catch (RuntimeException e) {
            throw new TlsBundleException(reason(e), e);
        }
    }

    private void renew(String name, SslBundle renewed) {
        try {
            inForce.put(name, made(renewed));
            LOG.info("TLS bundle {}: its files changed; the new ones are in force for new connections", name);
        } catch (RuntimeException e) {
            LOG.error("TLS bundle {}: its files changed and cannot be used: {}; the old ones stay", name, reason(e));
        }
    }

    private static TlsBundle made(SslBundle bundle) {
        return new TlsBundle(
                bundle.createSslContext(),
                bundle.getStores().getKeyStore() != null,
                bundle.getStores().getTrustStore() != null,
                listed(bundle.getOptions().getEnabledProtocols()),
                listed(bundle.getOptions().getCiphers()));
    }

    private static List<String> listed(String @Nullable [] names) {
        return names == null ? List.of() : List.of(names);
    }

    /** What each exception says, for the outermost knows the file and the innermost knows why. */
    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message =
                    Objects.toString(cause.getMessage(), cause.getClass().getSimpleName());
            // Spring's own layers say which of its methods failed.
            if (!(cause instanceof BeansException) && reason.indexOf(message) < 0) {
                reason.append(reason.isEmpty() ? "" : "; ").append(message);
            }
        }
        return reason.toString();
    }
}
