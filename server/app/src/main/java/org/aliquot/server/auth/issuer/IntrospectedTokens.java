package org.aliquot.server.auth.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.remote.Remote;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.token.CannotTellException;
import org.aliquot.server.auth.token.TokenReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's tokens, which it is asked about (RFC 7662): opaque ones, and JWTs where the issuer is to have the last word.
 *
 * <p>An answer counts for a second, so that what the issuer takes back ends within it, and never longer than the token
 * lives. "Not active" counts as long: nobody has the issuer asked more often than a good client would.
 */
public final class IntrospectedTokens implements TokenReader {
    private static final Logger LOG = LoggerFactory.getLogger(IntrospectedTokens.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};
    private static final Duration COUNTS_FOR = Duration.ofSeconds(1);
    private static final long MOST_KEPT = 10_000;
    /** As JWTs are given it. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(60);

    /** So many questions wait for answers, where the issuer is slow; the other threads are for whoever needs none. */
    private static final int MOST_AT_ONCE = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Remote remote = new Remote();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .expireAfterWrite(COUNTS_FOR)
            .maximumSize(MOST_KEPT)
            .build();

    private final String url;
    private final String authorization;
    private final String issuer;
    private final String audience;
    private final TokenClaims claims;
    private final Clock clock;

    /** What the issuer said: nothing to be let in by, or an access and its end. */
    private record Known(Optional<Access> access, Instant ends) {
        static final Known NOT_GOOD = new Known(Optional.empty(), Instant.MAX);
    }

    /**
     * @param url the introspection endpoint
     * @param client who asks, with
     * @param secret its secret, by HTTP Basic
     * @param audience what tokens must be for
     */
    public IntrospectedTokens(
            String url, String client, String secret, String issuer, String audience, TokenClaims claims, Clock clock) {
        this.url = url;
        // RFC 6749 2.3.1: both are encoded as a form's values first.
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((encoded(client) + ":" + encoded(secret)).getBytes(StandardCharsets.US_ASCII));
        this.issuer = issuer;
        this.audience = audience;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public Optional<Access> read(String token) {
        try {
            Known answer = known.get(Hashes.of(token), hash -> ask(token));
            return answer.ends().isAfter(clock.instant()) ? answer.access() : Optional.empty();
        } catch (UncheckedIOException e) {
            LOG.warn("the issuer cannot be asked about tokens: {}", e.getCause().getMessage());
            throw new CannotTellException(e);
        }
    }

    private Known ask(String token) {
        try {
            Remote.Answer answer = answer(token);
            if (answer.status() != 200) {
                // 401 is about us, not about the token.
                throw new IOException("its introspection endpoint answers " + answer.status()
                        + (answer.status() == 401 ? ": look at introspection-client and its secret" : ""));
            }
            return known(JSON.readValue(answer.body(), CLAIMS));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(new IOException("its introspection endpoint answers no JSON", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Remote.Answer answer(String token) throws IOException {
        boolean hasPlace;
        try {
            hasPlace = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (!hasPlace) {
            throw new IOException(MOST_AT_ONCE + " questions wait for an answer already");
        }
        try {
            return remote.post(url, "token=" + encoded(token) + "&token_type_hint=access_token", authorization);
        } finally {
            places.release();
        }
    }

    private Known known(Map<String, Object> told) {
        if (!Boolean.TRUE.equals(told.get("active")) || !isForUs(told) || !TokenClaims.isBearers(told)) {
            return Known.NOT_GOOD;
        }
        Instant now = clock.instant();
        if (told.get("nbf") instanceof Number begins
                && Instant.ofEpochSecond(begins.longValue()).isAfter(now.plus(CLOCKS_DIFFER))) {
            return Known.NOT_GOOD;
        }
        Instant ends = told.get("exp") instanceof Number exp ? Instant.ofEpochSecond(exp.longValue()) : Instant.MAX;
        try {
            return new Known(Optional.of(claims.access(told)), ends);
        } catch (MalformedScopeException e) {
            return Known.NOT_GOOD;
        }
    }

    /**
     * Refresh tokens are active, too, and so are those for other servers: what says that it is something else, or does not say
     * that it is for us, is not taken.
     */
    private boolean isForUs(Map<String, Object> told) {
        Object iss = told.get("iss");
        Object type = told.get("token_type");
        Object keycloaks = told.get("typ");
        return (iss == null || iss.equals(issuer))
                && (type == null || "bearer".equalsIgnoreCase(type.toString()))
                && (keycloaks == null || "bearer".equalsIgnoreCase(keycloaks.toString()))
                && TokenClaims.texts(told.get("aud")).anyMatch(audience::equals);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
