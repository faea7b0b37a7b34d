package org.aliquot.view.path;

/**
 * One word of a path.
 *
 * @param text without quotes and escapes
 * @param at character, from 0
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NAME,
        QUOTED_NAME,
        STRING,
        NUMBER,
        TIME,
        VARIABLE,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isName() {
        return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
    }

    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
