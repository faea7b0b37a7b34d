package org.aliquot.server.auth.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
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
        refuse(request, response, OAuth2ErrorCodes.INVALID_CLIENT);
    }

    /** @param error of RFC 6749, 5.2 */
    static void refuse(HttpServletRequest request, HttpServletResponse response, String error) throws IOException {
        boolean isUnknown = error.equals(OAuth2ErrorCodes.INVALID_CLIENT);
        response.setStatus(isUnknown ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_BAD_REQUEST);
        // Whoever asked otherwise is not asked so: a browser would show a form of its own, and wait.
        boolean isBasic = request.getHeader("Authorization") != null;
        if (isUnknown) {
            response.setHeader("WWW-Authenticate", (isBasic ? "Basic" : "Bearer") + " realm=\"aliquot\"");
        }
        response.setContentType("application/json");
        response.getOutputStream().write(("{\"error\":\"" + error + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
