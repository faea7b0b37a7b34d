package org.aliquot.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What every answer tells browsers and whoever is on the way: nobody keeps a copy, nobody takes it for another kind of file,
 * nobody frames it or is told where the user came from; and over TLS, that it is TLS from now on.
 *
 * <p>Whoever answers may say otherwise after this: the Results app's files may be kept, its policy is narrower.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SafeHeaders extends OncePerRequestFilter {
    /** The same for everyone, and asked for often. */
    private static final Set<String> MAY_BE_KEPT = Set.of(
            "/fhir/metadata",
            "/fhir/.well-known/smart-configuration",
            "/fhir/.well-known/openid-configuration",
            "/auth/jwks");

    /** Half a year. Not for the names below this one: they are somebody else's to decide. */
    private static final String TLS_FROM_NOW_ON = "max-age=15552000";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "SAMEORIGIN");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (!MAY_BE_KEPT.contains(request.getRequestURI())) {
            response.setHeader("Cache-Control", "no-store");
        }
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", TLS_FROM_NOW_ON);
        }
        chain.doFilter(request, response);
    }
}
