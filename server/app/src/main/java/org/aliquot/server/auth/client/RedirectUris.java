package org.aliquot.server.auth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Where users may be sent back to. RFC 6749 3.1.2, RFC 8252, RFC 9700 2.1: one address each, compared letter by letter. */
public final class RedirectUris {
    private static final int LONGEST = 2_048;
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "[::1]");
    private static final List<String> SCRIPTS = List.of("javascript", "data", "file", "vbscript");

    private RedirectUris() {}

    /** Whether it is a page by https, or by http on the user's own machine, or an address that a phone's app has taken. */
    public static boolean isGood(String text) {
        try {
            URI uri = new URI(text);
            boolean isPlain = text.length() <= LONGEST
                    && uri.isAbsolute()
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null
                    && !text.contains("*");
            return isPlain
                    && !SCRIPTS.contains(uri.getScheme())
                    && (!uri.getScheme().equals("http") || THIS_MACHINE.contains(uri.getHost()))
                    && (!uri.getScheme().startsWith("http") || uri.getHost() != null);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The same, but for addresses of phones' apps, which any app on the phone can take. */
    public static boolean isPage(String text) {
        return isGood(text) && (text.startsWith("https:") || text.startsWith("http:"));
    }
}
