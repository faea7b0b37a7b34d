package org.aliquot.server.oracle.corpus;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random JSON, put together from members that may be absent. Text, not a tree: digits and escapes stay as generated. */
final class Json {
    private Json() {}

    /** An object of those members that are there; absent where none is. */
    @SafeVarargs
    static Arbitrary<String> object(Arbitrary<String>... members) {
        return Combinators.combine(List.of(members)).as(present -> {
            String content =
                    present.stream().filter(member -> !member.isEmpty()).collect(Collectors.joining(","));
            return content.isEmpty() ? "" : "{" + content + "}";
        });
    }

    /** A member that is always there, unless its value is absent. */
    static Arbitrary<String> member(String name, Arbitrary<String> value) {
        return value.map(json -> json.isEmpty() ? "" : "\"" + name + "\":" + json);
    }

    /** A member that is there one time in two. */
    static Arbitrary<String> maybe(String name, Arbitrary<String> value) {
        return Arbitraries.oneOf(Arbitraries.just(""), member(name, value));
    }

    /** One to three of them. */
    static Arbitrary<String> list(Arbitrary<String> value) {
        return value.list().ofMinSize(1).ofMaxSize(3).map(values -> {
            String content = values.stream().filter(json -> !json.isEmpty()).collect(Collectors.joining(","));
            return content.isEmpty() ? "" : "[" + content + "]";
        });
    }

    static Arbitrary<String> text(Arbitrary<String> value) {
        return value.map(text -> text.isEmpty()
                ? ""
                : "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"");
    }

    /** One of these texts. */
    static Arbitrary<String> oneOf(String... texts) {
        return text(Arbitraries.of(texts));
    }
}
