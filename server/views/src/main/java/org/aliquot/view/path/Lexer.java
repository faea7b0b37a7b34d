package org.aliquot.view.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a path into words (FHIRPath, grammar). */
final class Lexer {
    /** Words of one path. */
    static final int MOST_TOKENS = 1_000;

    private static final Set<String> LONG_SIGNS = Set.of("!=", "<=", ">=", "!~");
    private static final String SIGNS = ".()[],=<>+-*/&|~{}";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The words, and {@code END} behind them. */
    static List<Token> tokens(String text) throws PathException {
        return new Lexer(text).read();
    }

    private List<Token> read() throws PathException {
        while (true) {
            skipBlanks();
            if (tokens.size() >= MOST_TOKENS) {
                throw new PathException(at, "the path is longer than " + MOST_TOKENS + " words");
            }
            if (at == text.length()) {
                tokens.add(new Token(Token.Kind.END, "", at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() throws PathException {
        int from = at;
        char c = text.charAt(at);
        if (c == '\'') {
            return new Token(Token.Kind.STRING, quoted('\''), from);
        }
        if (c == '`') {
            return new Token(Token.Kind.QUOTED_NAME, quoted('`'), from);
        }
        if (isLetter(c)) {
            return new Token(Token.Kind.NAME, name(), from);
        }
        if (isDigit(c)) {
            return new Token(Token.Kind.NUMBER, number(), from);
        }
        if (c == '@') {
            return time();
        }
        if (c == '%') {
            at++;
            if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '`')) {
                return new Token(Token.Kind.VARIABLE, quoted(text.charAt(at)), from);
            }
            String name = name();
            if (name.isEmpty()) {
                throw new PathException(from, "expected a constant's name after %");
            }
            return new Token(Token.Kind.VARIABLE, name, from);
        }
        if (c == '$') {
            at++;
            return new Token(Token.Kind.SIGN, "$" + name(), from);
        }
        String two = text.substring(at, Math.min(at + 2, text.length()));
        if (LONG_SIGNS.contains(two)) {
            at += 2;
            return new Token(Token.Kind.SIGN, two, from);
        }
        if (SIGNS.indexOf(c) < 0) {
            throw new PathException(at, "'" + Character.toString(text.codePointAt(at)) + "' belongs to no path");
        }
        at++;
        return new Token(Token.Kind.SIGN, Character.toString(c), from);
    }

    private void skipBlanks() throws PathException {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw new PathException(at, "the comment has no end; expected */");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private String name() {
        int from = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || (at > from && isDigit(text.charAt(at))))) {
            at++;
        }
        return text.substring(from, at);
    }

    private String number() {
        int from = at;
        digits();
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            at++;
            digits();
        }
        return text.substring(from, at);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private Token time() throws PathException {
        int from = at++;
        while (at < text.length() && "0123456789-:.+TZ".indexOf(text.charAt(at)) >= 0) {
            // A dot before a name is an invocation: @2015.toString()
            if (text.charAt(at) == '.' && (at + 1 == text.length() || !isDigit(text.charAt(at + 1)))) {
                break;
            }
            at++;
        }
        return new Token(Token.Kind.TIME, text.substring(from + 1, at), from);
    }

    private String quoted(char quote) throws PathException {
        int from = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw new PathException(from, "the text has no end; expected " + quote);
    }

    private char escaped() throws PathException {
        if (at == text.length()) {
            return '\\';
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '\'', '"', '`', '\\', '/' -> c;
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default ->
                throw new PathException(
                        at - 2,
                        "\\" + c + " is no escape; expected one of \\' \\\" \\` \\\\ \\/ \\r \\n \\t \\f \\uXXXX");
        };
    }

    private char unicode() throws PathException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw new PathException(at, "expected four hexadecimal digits after \\u");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
