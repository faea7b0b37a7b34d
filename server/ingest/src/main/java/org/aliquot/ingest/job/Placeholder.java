package org.aliquot.ingest.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.validate.Placeholders;

/** An empty resource in the place of one that is missing, marked as HAPI marks its own. */
final class Placeholder {
    private Placeholder() {}

    /** @param reference {@code Type/id} */
    static SourceLine of(String reference) {
        int slash = reference.indexOf('/');
        String json = "{\"resourceType\":\"" + reference.substring(0, slash) + "\",\"id\":\""
                + reference.substring(slash + 1) + "\",\"extension\":[{\"url\":\"" + Placeholders.EXTENSION
                + "\",\"valueBoolean\":true}]}";
        return new SourceLine("placeholder", 0, 0, json.getBytes(UTF_8));
    }

    /** Somebody may have stored the real one meanwhile, and nothing empty may replace that. */
    static void requireNew(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Stored stored && stored.version() > 1) {
                throw new NotNewException(
                        stored.reference() + " has a version already: no placeholder takes its place");
            }
        }
    }

    /** Nothing was stored. */
    static final class NotNewException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNewException(String message) {
            super(message);
        }

        /** Throws it if it is what went wrong, however it was wrapped on its way. */
        static void rethrow(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof NotNewException found) {
                    throw found;
                }
            }
        }
    }
}
