package org.aliquot.server.web;

import jakarta.servlet.http.HttpServletRequest;

/** The URL of a request as its client wrote it: what a proxy made of it tells nobody anything. */
public final class ClientUrl {
    private ClientUrl() {}

    /**
     * With its query, not with what is in a body.
     *
     * @param base where clients find the servlet that answers it
     */
    public static String of(HttpServletRequest request, String base) {
        String query = request.getQueryString();
        String inner = request.getContextPath() + request.getServletPath();
        String path = request.getRequestURI();
        // Else it is written in a way that is not ours, such as with escapes that nobody needs.
        String url = path.startsWith(inner)
                ? base.replaceAll("/+$", "") + path.substring(inner.length())
                : request.getRequestURL().toString();
        return url + (query == null ? "" : "?" + query);
    }
}
