package org.aliquot.ingest.validate;

import java.util.regex.Pattern;

/** Names of elements that are not ours: whoever sends one wrong may have put a value there. */
final class Names {
    private static final Pattern SAFE = Pattern.compile("_?[a-z][A-Za-z]{0,60}");

    private Names() {}

    static String shown(String name) {
        return SAFE.matcher(name).matches() ? name : "…";
    }
}
