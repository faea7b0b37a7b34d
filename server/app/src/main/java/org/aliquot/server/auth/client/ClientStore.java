package org.aliquot.server.auth.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aliquot.server.auth.scope.Scopes;
import org.springframework.jdbc.core.JdbcTemplate;

/** The registered clients, in the table {@code aliquot_client}. Revoked ones stay, for whoever asks later whose tokens these were. */
public final class ClientStore {
    private final JdbcTemplate jdbc;
    private final Clock clock;

    public ClientStore(DataSource dataSource, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.clock = clock;
    }

    /** Registers a client; false where there is one of this id, revoked ones counted: an id never changes hands. */
    public boolean add(Client client) {
        return jdbc.update(
                        "insert into aliquot_client (client_id, name, kind, secret_hash, redirect_uris, launch_uri, scopes,"
                                + " jwks, jwks_url, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                        client.id(),
                        client.name(),
                        client.kind().toString(),
                        client.secretHash().orElse(null),
                        String.join("\n", client.redirectUris()),
                        client.launchUri().orElse(null),
                        client.scopes().toString(),
                        client.jwks().orElse(null),
                        client.jwksUrl().orElse(null),
                        Timestamp.from(clock.instant()))
                > 0;
    }

    /** Registers a client of the server's own, or brings its addresses and scopes up to date; not where it was revoked. */
    public void keep(Client client) {
        if (!add(client)) {
            jdbc.update(
                    "update aliquot_client set redirect_uris = ?, launch_uri = ?, scopes = ?"
                            + " where client_id = ? and revoked_at is null",
                    String.join("\n", client.redirectUris()),
                    client.launchUri().orElse(null),
                    client.scopes().toString(),
                    client.id());
        }
    }

    public Optional<Client> find(String id) {
        return jdbc
                .query("select * from aliquot_client where client_id = ? and revoked_at is null", ClientStore::row, id)
                .stream()
                .findFirst();
    }

    /** All that are not revoked. */
    public List<Client> all() {
        return jdbc.query("select * from aliquot_client where revoked_at is null order by client_id", ClientStore::row);
    }

    /** Takes the client's tokens away at once, and lets it have no more; false where there is no such client. */
    public boolean revoke(String id) {
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.update("update aliquot_grant set revoked_at = ? where client_id = ? and revoked_at is null", now, id);
        return jdbc.update(
                        "update aliquot_client set revoked_at = ? where client_id = ? and revoked_at is null", now, id)
                > 0;
    }

    private static Client row(ResultSet row, int number) throws SQLException {
        return new Client(
                row.getString("client_id"),
                row.getString("name"),
                Client.Kind.valueOf(
                        row.getString("kind").toUpperCase(java.util.Locale.ROOT).replace('-', '_')),
                Optional.ofNullable(row.getString("secret_hash")),
                Stream.of(row.getString("redirect_uris").split("\n"))
                        .filter(uri -> !uri.isEmpty())
                        .toList(),
                Optional.ofNullable(row.getString("launch_uri")),
                Scopes.parse(row.getString("scopes")),
                Optional.ofNullable(row.getString("jwks")),
                Optional.ofNullable(row.getString("jwks_url")));
    }
}
