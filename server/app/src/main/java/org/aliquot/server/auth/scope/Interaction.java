package org.aliquot.server.auth.scope;

import java.util.Locale;

/** What SMART v2 tells apart, in the order in which a scope names it. */
public enum Interaction {
    CREATE('c'),
    /** read, vread, history of one resource. */
    READ('r'),
    /** update and patch. */
    UPDATE('u'),
    DELETE('d'),
    /** search, history of a type or of everything. */
    SEARCH('s');

    private final char letter;

    Interaction(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
