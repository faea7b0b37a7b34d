package org.aliquot.ingest.validate.fhirpath;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression in words. */
final class Tokens {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<string>'(?:[^'\\\\]|\\\\.)*')|(?<number>\\d+(?:\\.\\d+)?)|(?<name>[$%]?[A-Za-z_]\\w*)"
                    + "|(?<symbol><=|>=|!=|!~|[=~<>|.,()+*/&-]))");

    private final List<String> all = new ArrayList<>();
    private int at;

    Tokens(String text) throws UnsupportedExpressionException {
        Matcher matcher = TOKEN.matcher(text);
        int from = 0;
        while (from < text.length() && !text.substring(from).isBlank()) {
            if (!matcher.find(from) || matcher.start() != from) {
                throw new UnsupportedExpressionException("at " + text.substring(from));
            }
            all.add(matcher.group().strip());
            from = matcher.end();
        }
    }

    /** Empty at the end. */
    String peek() {
        return at < all.size() ? all.get(at) : "";
    }

    boolean isNextButOne(String token) {
        return at + 1 < all.size() && all.get(at + 1).equals(token);
    }

    String next() {
        String token = peek();
        at++;
        return token;
    }

    boolean accept(String token) {
        boolean is = peek().equals(token);
        at += is ? 1 : 0;
        return is;
    }

    void expect(String token) throws UnsupportedExpressionException {
        if (!accept(token)) {
            throw new UnsupportedExpressionException("'" + peek() + "' where '" + token + "' is expected");
        }
    }

    /** Of a quoted one. */
    static String unquoted(String token) throws UnsupportedExpressionException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < token.length() - 1; i++) {
            char c = token.charAt(i);
            if (c == '\\') {
                c = switch (token.charAt(++i)) {
                    case '\\' -> '\\';
                    case '\'' -> '\'';
                    case '"' -> '"';
                    case '/' -> '/';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> throw new UnsupportedExpressionException("the escape in " + token);
                };
            }
            text.append(c);
        }
        return text.toString();
    }
}
