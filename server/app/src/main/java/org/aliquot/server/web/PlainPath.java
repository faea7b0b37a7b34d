package org.aliquot.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.web.util.UriUtils;

/** The path of a request without percent-encoding: {@code %24run} is {@code $run}, for clients may write either. */
public final class PlainPath {
    private PlainPath() {}

    /** What cannot be decoded is handed back as it came. */
    public static String of(HttpServletRequest request) {
        String path = Objects.toString(request.getRequestURI(), "");
        try {
            return UriUtils.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return path;
        }
    }
}
