package org.aliquot.server.auth.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aliquot.server.auth.remote.Remote;
import org.jspecify.annotations.Nullable;

/**
 * What the issuer says of itself: its {@code openid-configuration} (OpenID Connect Discovery 1.0), and its
 * {@code smart-configuration} where it has one. Asked for with the first app that wants to know, then every few minutes.
 */
public final class IssuerMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration KEPT = Duration.ofMinutes(5);
    /** Everyone may ask us; the issuer is not asked by everyone. */
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

    private final Remote remote = new Remote();
    private final String issuer;
    private final Clock clock;
    private @Nullable Kept kept;

    public IssuerMetadata(String issuer, Clock clock) {
        this.issuer = issuer.replaceAll("/+$", "");
        this.clock = clock;
    }

    /**
     * Both documents.
     *
     * @param smart missing where the issuer has none
     */
    public record Documents(JsonNode openId, JsonNode smart) {
        /** As the document for SMART has it, else the other; missing where neither does. */
        JsonNode value(String name) {
            return smart.has(name) ? smart.path(name) : openId.path(name);
        }
    }

    private record Kept(@Nullable Documents documents, String problem, Instant until) {}

    /** @throws IOException where they cannot be had, or are another issuer's; its message is for everyone */
    public synchronized Documents read() throws IOException {
        Kept last = kept;
        if (last == null || !clock.instant().isBefore(last.until())) {
            last = ask();
            kept = last;
        }
        if (last.documents() == null) {
            throw new IOException(last.problem());
        }
        return last.documents();
    }

    /**
     * One of its addresses ({@code token_endpoint}); empty where it names none.
     *
     * @throws IOException as {@link #read}
     */
    public Optional<String> address(String name) throws IOException {
        return Optional.ofNullable(read().value(name).textValue());
    }

    private Kept ask() {
        String url = issuer + "/.well-known/openid-configuration";
        try {
            Documents documents = new Documents(document(url), smart());
            String theirs = documents.openId().path("issuer").asText().replaceAll("/+$", "");
            if (!theirs.equals(issuer)) {
                throw new IOException("it is another issuer's");
            }
            if (!documents.openId().path("token_endpoint").isTextual()
                    && !documents.smart().path("token_endpoint").isTextual()) {
                throw new IOException("it names no token_endpoint");
            }
            return new Kept(documents, "", clock.instant().plus(KEPT));
        } catch (IOException e) {
            return new Kept(null, url + ": " + e.getMessage(), clock.instant().plus(FAILURE_KEPT));
        }
    }

    private JsonNode document(String url) throws IOException {
        Remote.Answer answer = remote.get(url);
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IOException("no JSON", e);
        }
    }

    /** Most have none, and say so in ways of their own: 404, a page, a login. */
    private JsonNode smart() {
        try {
            return document(issuer + "/.well-known/smart-configuration");
        } catch (IOException none) {
            return MissingNode.getInstance();
        }
    }
}
