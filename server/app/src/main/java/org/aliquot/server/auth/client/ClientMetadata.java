package org.aliquot.server.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scope;
import org.aliquot.server.auth.scope.Scopes;

/**
 * A client as RFC 7591 2 writes it, read and written. What is not understood is left out, as the RFC wants it; the answer
 * tells what was registered.
 */
public final class ClientMetadata {
    private static final int MOST_REDIRECTS = 20;
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final String CODE = "authorization_code";
    private static final String REFRESH = "refresh_token";
    private static final String CREDENTIALS = "client_credentials";
    private static final String SIGNED = "private_key_jwt";

    /** They open the server itself, and are given at the machine alone. */
    private static final Set<NamedScope> NOT_BY_REQUEST = Set.of(NamedScope.OPERATIONS, NamedScope.REGISTER_CLIENTS);

    private final JsonNode asked;
    private final ClientKeys keys;

    private ClientMetadata(JsonNode asked, ClientKeys keys) {
        this.asked = asked;
        this.keys = keys;
    }

    /**
     * The client that is asked for.
     *
     * @param keys knows where clients may keep theirs
     * @param id what it is to be called
     * @param secret kept as a hash, where the client is to have one
     */
    public static Client read(JsonNode asked, ClientKeys keys, String id, String secret) throws RegistrationException {
        if (!asked.isObject()) {
            throw RegistrationException.metadata("expected a JSON object");
        }
        return new ClientMetadata(asked, keys).client(id, secret);
    }

    private Client client(String id, String secret) throws RegistrationException {
        Kind kind = kind();
        String name = text("client_name").orElse(id);
        if (!NAME.matcher(name).matches()) {
            throw RegistrationException.metadata("client_name: 1 to 100 characters, and none that cannot be seen");
        }
        Optional<String> jwks = jwks();
        Optional<String> jwksUrl = jwksUrl();
        if (jwks.isPresent() && jwksUrl.isPresent()) {
            throw RegistrationException.metadata("jwks and jwks_uri: one of the two");
        }
        if (kind.signs() != (jwks.isPresent() || jwksUrl.isPresent())) {
            throw RegistrationException.metadata(
                    kind.signs()
                            ? "token_endpoint_auth_method private_key_jwt: give its public keys as jwks or jwks_uri"
                            : "jwks, jwks_uri: are for token_endpoint_auth_method private_key_jwt");
        }
        return new Client(
                id,
                name,
                kind,
                kind == Kind.CONFIDENTIAL_SYMMETRIC ? Optional.of(Hashes.of(secret)) : Optional.empty(),
                redirects(kind),
                launch(),
                scopes(kind),
                jwks,
                jwksUrl);
    }

    private Kind kind() throws RegistrationException {
        Set<String> grants = new TreeSet<>(texts("grant_types", List.of(CODE)));
        String method = text("token_endpoint_auth_method").orElse("client_secret_basic");
        if (grants.equals(Set.of(CREDENTIALS))) {
            if (!method.equals(SIGNED)) {
                throw RegistrationException.metadata(
                        "token_endpoint_auth_method: a client without users proves itself by private_key_jwt");
            }
            return Kind.BACKEND;
        }
        if (!grants.contains(CODE) || !Set.of(CODE, REFRESH).containsAll(grants)) {
            throw RegistrationException.metadata(
                    "grant_types: expected authorization_code, with refresh_token or without,"
                            + " or client_credentials alone");
        }
        if (!texts("response_types", List.of("code")).equals(List.of("code"))) {
            throw RegistrationException.metadata("response_types: expected code");
        }
        return switch (method) {
            case "none" -> Kind.PUBLIC;
            case "client_secret_basic", "client_secret_post" -> Kind.CONFIDENTIAL_SYMMETRIC;
            case SIGNED -> Kind.CONFIDENTIAL_ASYMMETRIC;
            default ->
                throw RegistrationException.metadata("token_endpoint_auth_method: expected none, client_secret_basic,"
                        + " client_secret_post or private_key_jwt");
        };
    }

    private List<String> redirects(Kind kind) throws RegistrationException {
        List<String> uris = texts("redirect_uris", List.of());
        if (uris.isEmpty() != (kind == Kind.BACKEND) || uris.size() > MOST_REDIRECTS) {
            throw new RegistrationException(
                    "invalid_redirect_uri",
                    kind == Kind.BACKEND
                            ? "a client without users sends nobody anywhere"
                            : "redirect_uris: 1 to " + MOST_REDIRECTS);
        }
        if (!uris.stream().allMatch(RedirectUris::isPage)) {
            throw new RegistrationException(
                    "invalid_redirect_uri",
                    "redirect_uris: each an absolute https URI without # and *; http to the user's own machine only");
        }
        return uris;
    }

    private Optional<String> launch() throws RegistrationException {
        Optional<String> uri = text("initiate_login_uri");
        if (uri.isPresent() && !RedirectUris.isPage(uri.get())) {
            throw RegistrationException.metadata("initiate_login_uri: an https URI");
        }
        return uri;
    }

    private Scopes scopes(Kind kind) throws RegistrationException {
        try {
            Scopes all = Scopes.parse(
                    text("scope").orElseThrow(() -> RegistrationException.metadata("scope: say what it may ask for")));
            if (NOT_BY_REQUEST.stream().anyMatch(all::contains)) {
                throw RegistrationException.metadata("scope: "
                        + new TreeSet<>(
                                NOT_BY_REQUEST.stream().map(Scope::toString).toList())
                        + " are given by \"aliquot clients add\" alone");
            }
            Scopes usable = kind == Kind.BACKEND ? all.ofSystems() : all.ofUsers();
            if (usable.isEmpty()) {
                throw RegistrationException.metadata(
                        kind == Kind.BACKEND ? "scope: expected system/ scopes" : "scope: expected scopes of users");
            }
            return usable;
        } catch (MalformedScopeException e) {
            throw RegistrationException.metadata(e.getMessage());
        }
    }

    private Optional<String> jwks() throws RegistrationException {
        if (!asked.hasNonNull("jwks")) {
            return Optional.empty();
        }
        try {
            JWKSet set = JWKSet.parse(asked.path("jwks").toString());
            if (set.getKeys().isEmpty() || set.getKeys().stream().anyMatch(JWK::isPrivate)) {
                throw RegistrationException.metadata("jwks: at least one key, and none that is private");
            }
            return Optional.of(set.toString());
        } catch (ParseException e) {
            throw RegistrationException.metadata("jwks: no JSON Web Key Set");
        }
    }

    private Optional<String> jwksUrl() throws RegistrationException {
        Optional<String> url = text("jwks_uri");
        try {
            if (url.isPresent() && !keys.isAllowed(url.get())) {
                throw RegistrationException.metadata(
                        "jwks_uri: keys are not read from there; the operator's aliquot.auth.client-keys says where from");
            }
        } catch (IllegalArgumentException e) {
            throw RegistrationException.metadata("jwks_uri: no URL");
        }
        return url;
    }

    private Optional<String> text(String name) throws RegistrationException {
        JsonNode value = asked.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw RegistrationException.metadata(name + ": expected a string");
        }
        return Optional.of(value.asText());
    }

    private List<String> texts(String name, List<String> otherwise) throws RegistrationException {
        JsonNode value = asked.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        value.forEach(text -> texts.add(text.isTextual() ? text.asText() : ""));
        if (!value.isArray() || texts.contains("")) {
            throw RegistrationException.metadata(name + ": expected an array of strings");
        }
        return texts;
    }

    /** What was registered, for whoever asked. The secret is not among it: it is not kept. */
    public static Map<String, Object> write(Client client) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("client_id", client.id());
        told.put("client_name", client.name());
        told.put("scope", client.scopes().toString());
        told.put("token_endpoint_auth_method", method(client.kind()));
        told.put("grant_types", grants(client));
        told.put("response_types", client.kind() == Kind.BACKEND ? List.of() : List.of("code"));
        if (!client.redirectUris().isEmpty()) {
            told.put("redirect_uris", client.redirectUris());
        }
        client.launchUri().ifPresent(uri -> told.put("initiate_login_uri", uri));
        client.jwksUrl().ifPresent(url -> told.put("jwks_uri", url));
        client.jwks().ifPresent(keys -> told.put("jwks", parsed(keys)));
        return told;
    }

    private static String method(Kind kind) {
        return switch (kind) {
            case PUBLIC -> "none";
            case CONFIDENTIAL_SYMMETRIC -> "client_secret_basic";
            default -> SIGNED;
        };
    }

    private static List<String> grants(Client client) {
        if (client.kind() == Kind.BACKEND) {
            return List.of(CREDENTIALS);
        }
        boolean isRenewed = client.scopes().contains(NamedScope.OFFLINE_ACCESS)
                || client.scopes().contains(NamedScope.ONLINE_ACCESS);
        return isRenewed ? List.of(CODE, REFRESH) : List.of(CODE);
    }

    private static Map<String, Object> parsed(String jwks) {
        try {
            return JWKSet.parse(jwks).toJSONObject();
        } catch (ParseException e) {
            throw new IllegalStateException("registered keys are none", e);
        }
    }
}
