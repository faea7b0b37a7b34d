package org.aliquot.ingest.job.source;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The URLs that may be read: those below one of the prefixes. None by default, because a server that fetches whatever it is
 * told to reaches what its operator's network hides from the world.
 */
public final class AllowedUrls {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final List<URI> prefixes;

    /** @param prefixes such as {@code https://files.example.org/exports/}; see {@link #isPrefix} */
    public AllowedUrls(List<URI> prefixes) {
        prefixes.forEach(prefix -> {
            if (!isPrefix(prefix)) {
                throw new IllegalArgumentException(prefix + ": expected http(s)://host/path");
            }
        });
        this.prefixes = List.copyOf(prefixes);
    }

    /** Whether it can be a prefix: http or https, a host, no user, query or fragment. */
    public static boolean isPrefix(URI uri) {
        return isWeb(uri) && uri.getRawQuery() == null;
    }

    /**
     * Whether it may be read. Scheme, host and port are those of a prefix, and its path is the prefix's or, segment by
     * segment, below it: {@code /exports} allows neither {@code /exports-of-others} nor {@code /exports/../secret}.
     */
    public boolean allow(URI uri) {
        return isWeb(uri) && prefixes.stream().anyMatch(prefix -> isBelow(uri, prefix));
    }

    /** For a message. */
    @Override
    public String toString() {
        return prefixes.toString();
    }

    private static boolean isWeb(URI uri) {
        return uri.getHost() != null
                && ("http".equals(scheme(uri)) || "https".equals(scheme(uri)))
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
    }

    private static boolean isBelow(URI uri, URI prefix) {
        String path = path(uri);
        String above = path(prefix);
        // Escaped dots and slashes are another way to say "..", and nobody names files so.
        boolean isPlain = !path.toLowerCase(Locale.ROOT).matches(".*%(2e|2f|5c).*")
                && !path.contains("\\")
                && !List.of(path.split("/")).contains("..");
        return isPlain
                && scheme(uri).equals(scheme(prefix))
                && uri.getHost().equalsIgnoreCase(prefix.getHost())
                && port(uri) == port(prefix)
                && (path.equals(above) || path.startsWith(above.endsWith("/") ? above : above + "/"));
    }

    private static String scheme(URI uri) {
        return Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    }

    private static String path(URI uri) {
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        return path.isEmpty() ? "/" : path;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(scheme(uri)) ? HTTPS : HTTP;
    }
}
