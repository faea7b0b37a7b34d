package org.aliquot.server.auth.scope;

/** A scope that cannot be understood; the message says which and why, and is short whatever was sent. */
public final class MalformedScopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_QUOTED = 80;

    MalformedScopeException(String scope, String problem) {
        super("scope '" + quoted(scope) + "': " + problem);
    }

    MalformedScopeException(String problem) {
        super(problem);
    }

    // Goes into a header and a log: plain characters only.
    private static String quoted(String scope) {
        String plain = scope.replaceAll("[^\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
        return plain.length() <= MOST_QUOTED ? plain : plain.substring(0, MOST_QUOTED) + "…";
    }
}
