package org.aliquot.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages of other sites out, also where no token does (development, the pages below {@code /auth}): a page open in
 * a browser on this machine or in the laboratory's network can send requests to us.
 *
 * <p>Two rules. A request that may change something and names an {@code Origin} (browsers always do then, RFC 6454 7)
 * names ours, the host it was sent to or that of {@code aliquot.fhir.base-url}, or a registered app's. And a server that listens on this
 * machine alone answers only to this machine's names and to that of {@code base-url}: a page's own name that suddenly
 * leads here (DNS rebinding) would make the page's origin ours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class CrossSite extends OncePerRequestFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** Where apps send users to log in, by GET or POST: nothing is changed by that. */
    private static final String BEGINNING = "/auth/authorize";

    private final Optional<URI> baseUrl;
    private final boolean isLocal;
    private final TrustedOrigins apps;

    CrossSite(FhirSettings settings, Environment environment, TrustedOrigins apps) {
        this.apps = apps;
        this.baseUrl = settings.baseUrl().isBlank()
                ? Optional.empty()
                : uri(settings.baseUrl().strip());
        InetAddress address = environment.getProperty("server.address", InetAddress.class);
        this.isLocal = address != null && address.isLoopbackAddress();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (isLocal && host != null && !isOfThisMachine(host)) {
            refuse(
                    response,
                    421,
                    "the header Host names another server; this one listens on this machine only and answers to"
                            + " localhost, 127.0.0.1 and the host of aliquot.fhir.base-url: behind a proxy, set that");
            return;
        }
        String origin = request.getHeader("Origin");
        boolean isReading =
                READING.contains(request.getMethod()) || request.getRequestURI().equals(BEGINNING);
        if (origin != null && !isReading && !isOurs(origin, host) && !apps.contains(origin)) {
            refuse(
                    response,
                    403,
                    "the header Origin names another site, whose pages may change nothing here; a proxy must pass Host"
                            + " on, or aliquot.fhir.base-url must be what the browser shows");
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean isOfThisMachine(String host) {
        String name = uri("http://" + host).map(URI::getHost).orElse("");
        return name.equalsIgnoreCase("localhost")
                || name.startsWith("127.") && name.chars().allMatch(c -> c == '.' || Character.digit(c, 10) >= 0)
                || name.equals("[::1]")
                || baseUrl.map(URI::getHost).filter(name::equalsIgnoreCase).isPresent();
    }

    // The scheme does not count: TLS may end at a proxy, and then ours is http where the browser's is https.
    private boolean isOurs(String origin, String host) {
        String site = uri(origin).map(URI::getAuthority).orElse("");
        return !site.isEmpty()
                && (site.equalsIgnoreCase(Objects.requireNonNullElse(host, ""))
                        || baseUrl.map(URI::getAuthority)
                                .filter(site::equalsIgnoreCase)
                                .isPresent());
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    // Constant texts: nothing of the request stands in the answer.
    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        response.setStatus(status);
        response.setContentType("application/fhir+json");
        response.getOutputStream()
                .write(("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":"
                                + "\"forbidden\",\"diagnostics\":\"" + why + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
