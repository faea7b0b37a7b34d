package org.aliquot.server.oracle.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.SourceLine;
import org.jspecify.annotations.Nullable;

/** Something to do to a server. */
public sealed interface Step {
    /** A batch of lines, as a bulk store takes them. */
    record Store(List<SourceLine> lines) implements Step {
        public Store {
            lines = List.copyOf(lines);
        }

        /** Lines of one source, numbered from 1. */
        public static Store of(String source, List<String> json) {
            List<SourceLine> lines = new ArrayList<>();
            for (String line : json) {
                lines.add(new SourceLine(source, lines.size() + 1L, 0, line.getBytes(UTF_8)));
            }
            return new Store(lines);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(new String(line.json(), UTF_8)).append('\n'));
            return text.toString();
        }
    }

    /** A request over REST, past the bulk store: what clients do meanwhile. */
    record Rest(String method, String path, @Nullable String body) implements Step {
        public static Rest delete(String reference) {
            return new Rest("DELETE", reference, null);
        }

        public static Rest put(String reference, String json) {
            return new Rest("PUT", reference, json);
        }

        @Override
        public String toString() {
            return method + " " + path + (body == null ? "" : " " + body) + "\n";
        }
    }
}
