package org.aliquot.server.auth.limit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses parameters below {@code /auth} that no app and no person sends: with the character NUL, which no text in the database
 * may hold, or longer than all that has a meaning there; and where tokens are handled, any that comes twice (RFC 6749 3.2): Spring stumbles
 * over some of them.
 */
public final class PlainParameters extends OncePerRequestFilter {
    /** In characters, of all together; the longest that are meant are signed assertions and lists of scopes. */
    static final int LONGEST = 65_536;

    private static final Set<String> ONCE = Set.of("/auth/token", "/auth/introspect", "/auth/revoke");

    /** What Tomcat says where it took only a part of a form. */
    private static final String CUT = "org.apache.catalina.parameter_parse_failed";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/auth/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = 0;
        boolean isPlain = true;
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            isPlain &= parameter.getKey().indexOf(0) < 0;
            isPlain &= parameter.getValue().length == 1 || !ONCE.contains(request.getRequestURI());
            for (String value : parameter.getValue()) {
                length += parameter.getKey().length() + value.length();
                isPlain &= value.indexOf(0) < 0;
            }
        }
        if (isPlain && length <= LONGEST && request.getAttribute(CUT) == null) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType("application/json");
        response.getOutputStream()
                .write(("{\"error\":\"invalid_request\",\"error_description\":\"parameters may be " + LONGEST
                                + " characters long, all together, hold no NUL, and come once\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
