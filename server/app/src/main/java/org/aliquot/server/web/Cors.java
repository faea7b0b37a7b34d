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
 * Lets browsers show our answers to pages of other sites (CORS): to every page what everyone may know, to pages of registered
 * apps the rest. Cookies go along to nobody; apps send tokens.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class Cors extends OncePerRequestFilter {
    private static final Set<String> FOR_EVERYONE = Set.of(
            "/fhir/metadata",
            "/fhir/.well-known/smart-configuration",
            "/fhir/.well-known/openid-configuration",
            "/auth/jwks");

    private static final Set<String> FOR_APPS = Set.of("/auth/token", "/auth/revoke", "/auth/introspect");

    private final TrustedOrigins apps;

    Cors(TrustedOrigins apps) {
        this.apps = apps;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader("Origin");
        String path = request.getRequestURI();
        boolean isForApps = path.startsWith("/fhir/") || path.equals("/fhir") || FOR_APPS.contains(path);
        boolean mayBeSeen = origin != null && (FOR_EVERYONE.contains(path) || isForApps && apps.contains(origin));
        if (origin != null) {
            response.addHeader("Vary", "Origin");
        }
        if (mayBeSeen) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader(
                    "Access-Control-Expose-Headers",
                    "Accept-Ranges, Content-Location, Content-Range, ETag, Last-Modified, Location, Retry-After, Warning,"
                            + " WWW-Authenticate, X-Progress, X-Request-ID");
        }
        boolean isPreflight =
                request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
        if (isPreflight) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            if (mayBeSeen) {
                response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
                response.setHeader(
                        "Access-Control-Allow-Headers",
                        "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Exist, If-None-Match, If-Range,"
                                + " Prefer, Range, X-Break-Glass, X-Request-ID");
                response.setHeader("Access-Control-Max-Age", "600");
            }
            return;
        }
        chain.doFilter(request, response);
    }
}
