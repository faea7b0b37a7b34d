package org.aliquot.server.auth.client;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.remote.Remote;

/**
 * The public keys of clients: those kept with the registration, or read from the client's URL.
 *
 * <p>A URL is read only below one of those the operator allows, no redirect is followed, and no more than a bound of bytes is
 * read: a client must not send this server to places that the client itself cannot reach.
 */
public final class ClientKeys {
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);
    /** A key that is not in the set may be new: the set is read again, but not for every guess. */
    private static final Duration SHORTEST_KEPT = Duration.ofSeconds(10);

    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");

    private final Remote remote = new Remote();
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final List<String> allowed;
    private final Clock clock;

    private record Kept(JWKSet keys, Instant readAt, Instant until) {}

    /** @param allowed URLs below which clients may keep their keys */
    public ClientKeys(List<String> allowed, Clock clock) {
        this.allowed = List.copyOf(allowed);
        this.clock = clock;
    }

    /** Whether keys may be read there. */
    public boolean isAllowed(String url) {
        // Compared by whole path segments, and on what the URL resolves to: "https://a.example/keys" is not
        // "https://a.example/keys-of-others", nor "https://a.example/keys/../others".
        URI wanted = URI.create(url).normalize();
        boolean isPlain = wanted.getUserInfo() == null
                && wanted.getRawPath() != null
                && !wanted.getRawPath().toLowerCase(Locale.ROOT).contains("%2e");
        return isPlain
                && allowed.stream().anyMatch(prefix -> {
                    String base = prefix.endsWith("/") ? prefix : prefix + "/";
                    return wanted.toString().equals(prefix) || wanted.toString().startsWith(base);
                });
    }

    /** The keys to check a signature of the client's with. */
    JWKSet of(Client client, String keyId) throws IOException, ParseException {
        if (client.jwks().isPresent()) {
            return JWKSet.parse(client.jwks().get());
        }
        String url = client.jwksUrl().orElseThrow(() -> new IOException("the client has no keys"));
        Kept last = kept.get(url);
        Instant now = clock.instant();
        boolean isFresh = last != null
                && now.isBefore(last.until())
                && (last.keys().getKeyByKeyId(keyId) != null
                        || now.isBefore(last.readAt().plus(SHORTEST_KEPT)));
        if (!isFresh) {
            last = read(url, now);
            kept.put(url, last);
        }
        return last.keys();
    }

    private Kept read(String url, Instant now) throws IOException, ParseException {
        if (!isAllowed(url)) {
            throw new IOException("keys are not read from there: aliquot.auth.client-keys does not allow it");
        }
        Remote.Answer answer = remote.get(url);
        if (answer.status() != 200) {
            throw new IOException("the client's keys: status " + answer.status());
        }
        String cacheControl = String.join(",", answer.headers().allValues("Cache-Control"));
        return new Kept(JWKSet.parse(answer.body()), now, now.plus(lifeOf(cacheControl)));
    }

    private static Duration lifeOf(String cacheControl) {
        if (cacheControl.contains("no-store") || cacheControl.contains("no-cache")) {
            return Duration.ZERO;
        }
        Matcher age = MAX_AGE.matcher(cacheControl);
        Duration said = age.find() ? Duration.ofSeconds(Long.parseLong(age.group(1))) : Duration.ofMinutes(5);
        return said.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : said;
    }
}
