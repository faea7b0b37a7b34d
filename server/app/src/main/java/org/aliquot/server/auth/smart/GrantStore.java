package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.token.TokenReader;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Codes and tokens, in the table {@code aliquot_grant}: a row for each time a client was let in.
 *
 * <p>Kept are hashes alone. Spring's authorization gets a token's hash in the token's place, but for the one token that was
 * presented. Every change says which state it starts from, so that of two that take one code, or renew one token, at the same
 * moment one fails.
 */
public final class GrantStore implements OAuth2AuthorizationService, TokenReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HASHED = "sha256:";
    private static final String VERSION = GrantStore.class.getName() + ".version";

    /** When a grant ends; a code that was exchanged counts no more. */
    private static final String UNTIL = "greatest(case when g.code_used then null else g.code_expires_at end,"
            + " g.access_expires_at, g.refresh_expires_at)";

    /**
     * Whether its user's account is the one that gave it: what was under way when the account was taken away or changed does not
     * outlast it. Where no user took part there is none to ask for.
     */
    private static final String IS_ITS_USERS = "(g.grant_type = 'client_credentials' or exists (select 1 from"
            + " aliquot_user u where u.name = g.principal and u.edition = g.user_edition))";

    /** The attribute that says of a new grant which edition its user's account has. */
    static final String USER_EDITION = GrantStore.class.getName() + ".user";

    private static final Duration RECENT = Duration.ofSeconds(1);
    private static final Duration USES_ARE_NOTED_EVERY = Duration.ofMinutes(1);
    private static final long MOST_RECENT = 10_000;
    private static final int FORGET_EVERY = 100;
    private static final Duration KEPT_AFTER_ITS_END = Duration.ofDays(1);

    private final JdbcTemplate jdbc;
    private final RegisteredClientRepository clients;
    private final Clock clock;

    /**
     * Tokens that were looked up a moment ago, by their hash: an app asks often, and the look-up cost a tenth of a read. What this
     * server takes back ends at once, what a command does (clients revoke, users remove) after this second.
     */
    private final Cache<String, Active> recent = Caffeine.newBuilder()
            .expireAfterWrite(RECENT)
            .maximumSize(MOST_RECENT)
            .build();

    /** Tokens whose use was written down a moment ago. */
    private final Cache<String, Boolean> noted = Caffeine.newBuilder()
            .expireAfterWrite(USES_ARE_NOTED_EVERY)
            .maximumSize(MOST_RECENT)
            .build();

    private int untilForgetting = FORGET_EVERY;

    public GrantStore(DataSource dataSource, RegisteredClientRepository clients, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.clients = clients;
        this.clock = clock;
    }

    /**
     * A token that is good, for whoever asks about it.
     *
     * @param user who took part; empty where nobody did
     */
    record Active(
            String clientId,
            Optional<String> user,
            Scopes scopes,
            Instant issuedAt,
            Instant expiresAt,
            GrantContext context) {}

    @Override
    public Optional<Access> read(String token) {
        Optional<Active> good = active(token);
        good.ifPresent(active -> noteUse(Hashes.of(token)));
        return good.map(active -> new Access(
                active.clientId(),
                active.user(),
                Optional.ofNullable(active.context().fhirUser()),
                Optional.ofNullable(active.context().launch().patient()),
                active.scopes()));
    }

    /** For the user who may take it back; once a minute, because a write costs more than the read that it is about. */
    private void noteUse(String hash) {
        if (noted.asMap().putIfAbsent(hash, true) == null) {
            jdbc.update("update aliquot_grant set last_used_at = ? where access_hash = ?", now(), hash);
        }
    }

    /** What a user let apps do and has not taken back; the latest first. */
    List<GivenAccess> givenBy(String user) {
        return jdbc.query(
                "select g.*, c.name, " + UNTIL
                        + " as until from aliquot_grant g join aliquot_client c on c.client_id = g.client_id"
                        + " and c.revoked_at is null where g.principal = ? and g.grant_type <> 'client_credentials'"
                        + " and g.revoked_at is null and " + IS_ITS_USERS + " and " + UNTIL
                        + " > ? order by g.created_at desc, g.id",
                GrantStore::given,
                user,
                now());
    }

    private static GivenAccess given(ResultSet row, int number) throws SQLException {
        Timestamp used = row.getTimestamp("last_used_at");
        return new GivenAccess(
                row.getString("id"),
                row.getString("client_id"),
                row.getString("name"),
                Scopes.parse(row.getString("scopes")),
                Optional.ofNullable(context(row.getString("context")).launch().patient()),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(used).map(Timestamp::toInstant),
                row.getTimestamp("until").toInstant());
    }

    /** Takes back one of them, at once; what it was, or nothing where it had ended or is somebody else's. */
    Optional<GivenAccess> takeBack(String user, String id) {
        Optional<GivenAccess> given =
                givenBy(user).stream().filter(access -> access.id().equals(id)).findFirst();
        given.ifPresent(access -> jdbc.update(
                "update aliquot_grant set revoked_at = ?, version = version + 1"
                        + " where id = ? and principal = ? and revoked_at is null",
                now(),
                id,
                user));
        recent.invalidateAll();
        return given;
    }

    /** The access token, where it is good; as it was a second ago at most. */
    Optional<Active> active(String token) {
        String hash = Hashes.of(token);
        Active known = recent.getIfPresent(hash);
        if (known != null) {
            return Optional.of(known).filter(active -> active.expiresAt().isAfter(clock.instant()));
        }
        Optional<Active> read = read(hash, now());
        read.ifPresent(active -> recent.put(hash, active));
        return read;
    }

    private Optional<Active> read(String hash, Timestamp now) {
        return jdbc
                .query(
                        "select g.* from aliquot_grant g join aliquot_client c on c.client_id = g.client_id and c.revoked_at is null"
                                + " where g.access_hash = ? and g.revoked_at is null and g.access_expires_at > ? and "
                                + IS_ITS_USERS,
                        (row, number) -> {
                            boolean isSystem = AuthorizationGrantType.CLIENT_CREDENTIALS
                                    .getValue()
                                    .equals(row.getString("grant_type"));
                            return new Active(
                                    row.getString("client_id"),
                                    isSystem ? Optional.empty() : Optional.of(row.getString("principal")),
                                    Scopes.parse(row.getString("access_scopes")),
                                    row.getTimestamp("access_issued_at").toInstant(),
                                    row.getTimestamp("access_expires_at").toInstant(),
                                    context(row.getString("context")));
                        },
                        hash,
                        now)
                .stream()
                .findFirst();
    }

    /** Whose a refresh token is, or was before it was exchanged. */
    Optional<String> clientOf(String refreshToken) {
        String hash = Hashes.of(refreshToken);
        return jdbc
                .queryForList(
                        "select client_id from aliquot_grant where refresh_hash = ? or former_refresh_hash = ?"
                                + " or refresh_family_hash = ?",
                        String.class,
                        hash,
                        hash,
                        RefreshTokens.family(refreshToken).map(Hashes::of).orElse(null))
                .stream()
                .findFirst();
    }

    /** Takes back all that came of the grant to which the token belongs, where it is this client's. RFC 7009. */
    void revoke(String clientId, String token) {
        String hash = Hashes.of(token);
        jdbc.update(
                "update aliquot_grant set revoked_at = ?, version = version + 1"
                        + " where client_id = ? and (access_hash = ? or refresh_hash = ?) and revoked_at is null",
                now(),
                clientId,
                hash,
                hash);
        recent.invalidateAll();
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        recent.invalidateAll();
        GrantContext context = authorization.getAttribute(GrantContext.ATTRIBUTE);
        Row row = Row.of(authorization, context == null ? GrantContext.NO_USER : context);
        Long version = authorization.getAttribute(VERSION);
        if (version == null) {
            forgetEnded();
            insert(authorization, row);
        } else if (update(authorization, row, version) == 0) {
            // Somebody was faster with the same code or token.
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    private void insert(OAuth2Authorization authorization, Row row) {
        jdbc.update(
                "insert into aliquot_grant (id, version, client_id, principal, user_edition, grant_type, scopes, context,"
                        + " code_hash, code_issued_at, code_expires_at, access_hash, access_scopes, access_issued_at,"
                        + " access_expires_at, created_at) values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                authorization.getId(),
                authorization.getRegisteredClientId(),
                authorization.getPrincipalName(),
                authorization.<String>getAttribute(USER_EDITION),
                authorization.getAuthorizationGrantType().getValue(),
                String.join(" ", authorization.getAuthorizedScopes()),
                row.context(),
                row.code().hash(),
                row.code().issuedAt(),
                row.code().expiresAt(),
                row.access().hash(),
                row.accessScopes(),
                row.access().issuedAt(),
                row.access().expiresAt(),
                now());
    }

    /** What has ended is nobody's any more; a day later, for whoever looks into what happened. */
    private synchronized void forgetEnded() {
        if (--untilForgetting <= 0) {
            untilForgetting = FORGET_EVERY;
            jdbc.update(
                    "delete from aliquot_grant where greatest(code_expires_at, access_expires_at, refresh_expires_at) < ?",
                    Timestamp.from(clock.instant().minus(KEPT_AFTER_ITS_END)));
        }
    }

    private int update(OAuth2Authorization authorization, Row row, long version) {
        return jdbc.update(
                "update aliquot_grant set version = version + 1, code_used = ?, access_hash = ?, access_scopes = ?,"
                        + " access_issued_at = ?, access_expires_at = ?,"
                        + " former_refresh_hash = case when refresh_family_hash is null and refresh_hash is distinct from ?"
                        + " then refresh_hash else former_refresh_hash end,"
                        + " refresh_family_hash = coalesce(?, refresh_family_hash), refresh_hash = ?, refresh_issued_at = ?, refresh_expires_at = ?, identified_at = ?,"
                        + " revoked_at = case when ? then cast(? as timestamptz) else revoked_at end"
                        + " where id = ? and version = ? and revoked_at is null",
                row.isCodeUsed(),
                row.access().hash(),
                row.accessScopes(),
                row.access().issuedAt(),
                row.access().expiresAt(),
                row.refresh().hash(),
                row.refreshFamily(),
                row.refresh().hash(),
                row.refresh().issuedAt(),
                row.refresh().expiresAt(),
                row.identifiedAt(),
                row.isRevoked(),
                now(),
                authorization.getId(),
                version);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        recent.invalidateAll();
        jdbc.update("delete from aliquot_grant where id = ?", authorization.getId());
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return find("id = ?", id, "").orElse(null);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        String hash = Hashes.of(token);
        String kind = type == null ? "" : type.getValue();
        return switch (kind) {
            case "code" -> find("code_hash = ?", hash, token).orElse(null);
            case "access_token" -> find("access_hash = ?", hash, token).orElse(null);
            case "refresh_token" ->
                find("refresh_hash = ?", hash, token)
                        .or(() -> {
                            endStolen(token);
                            return Optional.empty();
                        })
                        .orElse(null);
            default -> null;
        };
    }

    // A refresh token comes back that was exchanged before, however long ago: somebody has a copy. RFC 9700, 4.14.2.
    private void endStolen(String token) {
        jdbc.update(
                "update aliquot_grant set revoked_at = ?, version = version + 1"
                        + " where (former_refresh_hash = ? or refresh_family_hash = ?) and revoked_at is null",
                now(),
                Hashes.of(token),
                RefreshTokens.family(token).map(Hashes::of).orElse(null));
        recent.invalidateAll();
    }

    private Optional<OAuth2Authorization> find(String condition, String value, String presented) {
        return jdbc
                .query(
                        "select g.* from aliquot_grant g where g.revoked_at is null and " + IS_ITS_USERS + " and g."
                                + condition,
                        (row, number) -> authorization(row, presented),
                        value)
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<OAuth2Authorization> authorization(ResultSet row, String presented) throws SQLException {
        RegisteredClient client = clients.findById(row.getString("client_id"));
        if (client == null) {
            return Optional.empty();
        }
        GrantContext context = context(row.getString("context"));
        String principal = row.getString("principal");
        Set<String> scopes = split(row.getString("scopes"));
        OAuth2Authorization.Builder builder = OAuth2Authorization.withRegisteredClient(client)
                .id(row.getString("id"))
                .principalName(principal)
                .authorizationGrantType(new AuthorizationGrantType(row.getString("grant_type")))
                .authorizedScopes(scopes)
                .attribute(VERSION, row.getLong("version"))
                .attribute(GrantContext.ATTRIBUTE, context)
                .attribute(
                        Principal.class.getName(),
                        UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of()));
        if (context.redirectUri() != null) {
            builder.attribute(OAuth2AuthorizationRequest.class.getName(), request(client, context, scopes));
        }
        if (row.getString("code_hash") != null) {
            boolean isUsed = row.getBoolean("code_used");
            builder.token(
                    new OAuth2AuthorizationCode(
                            value(row.getString("code_hash"), presented),
                            row.getTimestamp("code_issued_at").toInstant(),
                            row.getTimestamp("code_expires_at").toInstant()),
                    metadata -> metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, isUsed));
        }
        if (row.getString("access_hash") != null) {
            builder.token(new OAuth2AccessToken(
                    OAuth2AccessToken.TokenType.BEARER,
                    value(row.getString("access_hash"), presented),
                    row.getTimestamp("access_issued_at").toInstant(),
                    row.getTimestamp("access_expires_at").toInstant(),
                    split(row.getString("access_scopes"))));
        }
        if (row.getString("refresh_hash") != null) {
            builder.token(new OAuth2RefreshToken(
                    value(row.getString("refresh_hash"), presented),
                    row.getTimestamp("refresh_issued_at").toInstant(),
                    row.getTimestamp("refresh_expires_at").toInstant()));
        }
        if (row.getTimestamp("identified_at") != null) {
            Instant at = row.getTimestamp("identified_at").toInstant();
            builder.token(new OidcIdToken(HASHED, at, at.plusSeconds(1), Map.of("sub", principal)));
        }
        return Optional.of(builder.build());
    }

    private static OAuth2AuthorizationRequest request(
            RegisteredClient client, GrantContext context, Set<String> scopes) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("code_challenge", context.codeChallenge());
        parameters.put("code_challenge_method", "S256");
        if (context.nonce() != null) {
            parameters.put("nonce", context.nonce());
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                // Spring asks for one and never looks at it here.
                .authorizationUri("/auth/authorize")
                .clientId(client.getClientId())
                .redirectUri(context.redirectUri())
                .scopes(scopes)
                .additionalParameters(parameters)
                .build();
    }

    private static String value(String hash, String presented) {
        return !presented.isEmpty() && Hashes.matches(presented, hash) ? presented : HASHED + hash;
    }

    private static Set<String> split(@Nullable String scopes) {
        return scopes == null
                ? Set.of()
                : Stream.of(scopes.split(" "))
                        .filter(scope -> !scope.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static GrantContext context(String json) {
        try {
            return JSON.readValue(json, GrantContext.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept grant is not what it was", e);
        }
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    /** What the columns hold of one token; nothing but nulls where there is none. */
    private record Kept(
            @Nullable String hash,
            @Nullable Timestamp issuedAt,
            @Nullable Timestamp expiresAt) {
        static Kept of(OAuth2Authorization.@Nullable Token<? extends AbstractOAuth2Token> token) {
            if (token == null) {
                return new Kept(null, null, null);
            }
            OAuth2Token kept = token.getToken();
            String value = kept.getTokenValue();
            return new Kept(
                    value.startsWith(HASHED) ? value.substring(HASHED.length()) : Hashes.of(value),
                    kept.getIssuedAt() == null ? null : Timestamp.from(kept.getIssuedAt()),
                    kept.getExpiresAt() == null ? null : Timestamp.from(kept.getExpiresAt()));
        }
    }

    private record Row(
            String context,
            Kept code,
            boolean isCodeUsed,
            Kept access,
            @Nullable String accessScopes,
            Kept refresh,
            @Nullable String refreshFamily,
            @Nullable Timestamp identifiedAt,
            boolean isRevoked) {
        static Row of(OAuth2Authorization authorization, GrantContext context) {
            OAuth2Authorization.Token<OAuth2AuthorizationCode> code =
                    authorization.getToken(OAuth2AuthorizationCode.class);
            OAuth2Authorization.Token<OAuth2AccessToken> access = authorization.getToken(OAuth2AccessToken.class);
            OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getToken(OAuth2RefreshToken.class);
            OAuth2Authorization.Token<OidcIdToken> identity = authorization.getToken(OidcIdToken.class);
            boolean isRevoked = access != null && access.isInvalidated() || refresh != null && refresh.isInvalidated();
            return new Row(
                    json(context),
                    Kept.of(code),
                    code != null && code.isInvalidated(),
                    Kept.of(access),
                    access == null ? null : String.join(" ", access.getToken().getScopes()),
                    Kept.of(refresh),
                    refresh == null ? null : family(refresh.getToken().getTokenValue()),
                    identity == null ? null : Timestamp.from(identity.getToken().getIssuedAt()),
                    isRevoked);
        }

        /** Of a token that is new; of one that is known its hash alone is at hand. */
        private static @Nullable String family(String token) {
            return RefreshTokens.family(token).map(Hashes::of).orElse(null);
        }

        private static String json(GrantContext context) {
            try {
                return JSON.writeValueAsString(context);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a context is always JSON", e);
            }
        }
    }
}
