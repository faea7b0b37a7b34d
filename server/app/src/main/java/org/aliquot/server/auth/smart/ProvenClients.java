package org.aliquot.server.auth.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets pass those alone of whom it is known which client they are; Spring's endpoints take that for granted. RFC 6749, 5.2. */
final class ProvenClients extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isKnown =
                SecurityContextHolder.getContext().getAuthentication() instanceof OAuth2ClientAuthenticationToken client
                        && client.isAuthenticated();
        if (isKnown) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        // Whoever asked otherwise is not asked so: a browser would show a form of its own, and wait.
        boolean isBasic = request.getHeader("Authorization") != null;
        response.setHeader("WWW-Authenticate", (isBasic ? "Basic" : "Bearer") + " realm=\"aliquot\"");
        response.setContentType("application/json");
        response.getOutputStream().write("{\"error\":\"invalid_client\"}".getBytes(StandardCharsets.UTF_8));
    }
}
