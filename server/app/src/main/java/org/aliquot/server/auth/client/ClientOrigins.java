package org.aliquot.server.auth.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.server.web.TrustedOrigins;

/** The sites of registered apps: where their redirects and launches lead. Asked of the database every few seconds at most. */
public final class ClientOrigins implements TrustedOrigins {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final ClientStore clients;
    private final Clock clock;
    private volatile Kept kept = new Kept(Set.of(), Instant.EPOCH);

    private record Kept(Set<String> origins, Instant until) {}

    public ClientOrigins(ClientStore clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public boolean contains(String origin) {
        Kept known = kept;
        Instant now = clock.instant();
        if (known.until().isBefore(now)) {
            known = new Kept(read(), now.plus(KEPT));
            kept = known;
        }
        return known.origins().contains(origin);
    }

    private Set<String> read() {
        return clients.all().stream()
                .filter(client -> client.kind() != Client.Kind.BACKEND)
                .flatMap(client -> client.redirectUris().stream())
                .map(ClientOrigins::origin)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Optional<String> origin(String uri) {
        URI site = URI.create(uri);
        boolean isWeb = "https".equals(site.getScheme()) || "http".equals(site.getScheme());
        return isWeb && site.getRawAuthority() != null
                ? Optional.of(site.getScheme() + "://" + site.getRawAuthority())
                : Optional.empty();
    }
}
