package org.aliquot.server.oracle.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes parameters of a search. */
final class Query {
    private Query() {}

    /** A name, perhaps with a modifier, and a value that is not yet escaped for a URL. */
    static String parameter(String name, String value) {
        return url(name) + "=" + url(value);
    }

    /** Escapes what separates the parts of a value (FHIR R4 search.html 3.1.1.3.2). */
    static String part(@Nullable String value) {
        return value == null
                ? ""
                : value.replace("\\", "\\\\")
                        .replace(",", "\\,")
                        .replace("|", "\\|")
                        .replace("$", "\\$");
    }

    static String url(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
