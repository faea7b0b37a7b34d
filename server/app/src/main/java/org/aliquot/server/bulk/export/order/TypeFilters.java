package org.aliquot.server.bulk.export.order;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What a search asks about, as a {@code _typeFilter} or as the criterion of a Group. */
public final class TypeFilters {
    private TypeFilters() {}

    /** Whether it is a question about other resources too, which would be answered by what the files hold and what not. */
    public static boolean asksAboutOthers(String filter) {
        String question = filter.replaceFirst("^[^?]*\\??", "");
        return Stream.of(question.split("&"))
                .map(parameter -> URLDecoder.decode(parameter.split("=", 2)[0], StandardCharsets.UTF_8))
                .anyMatch(name -> name.contains(".")
                        || name.startsWith("_has")
                        || name.startsWith("_list")
                        || name.startsWith("_filter")
                        || name.startsWith("_query"));
    }
}
