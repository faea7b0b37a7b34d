package org.aliquot.server.auth.smart;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The cookie by which a browser is known to be the one that began a flow. It says nothing of who uses it. */
final class FlowCookie {
    private static final String NAME = "aliquot-flow";
    private static final int SHORTEST = 40;

    private FlowCookie() {}

    static Optional<String> of(HttpServletRequest request) {
        return request.getCookies() == null
                ? Optional.empty()
                : Stream.of(request.getCookies())
                        .filter(cookie -> cookie.getName().equals(NAME))
                        .map(Cookie::getValue)
                        .filter(value -> value.length() >= SHORTEST)
                        .findFirst();
    }

    /** @param isSecure whether browsers reach this server by https */
    static void set(HttpServletResponse response, Flow flow, boolean isSecure) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(NAME, flow.browser())
                        .path("/auth")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(isSecure)
                        .build()
                        .toString());
    }
}
