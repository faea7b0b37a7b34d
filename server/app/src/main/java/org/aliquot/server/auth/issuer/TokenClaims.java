package org.aliquot.server.auth.issuer;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;

/**
 * What a good token's claims allow: {@code scope} or {@code scp}, {@code client_id} or {@code azp}, {@code sub}, {@code
 * fhirUser}, {@code patient}, and the user's roles where they count. RFC 9068 2.2; RFC 7662 2.2; SMART App Launch 2.2, "Token
 * Introspection".
 */
public final class TokenClaims {
    private final String fhirBase;
    private final IssuersRoles roles;

    /** @param fhirBase what absolute references to our own resources begin with */
    public TokenClaims(String fhirBase, IssuersRoles roles) {
        this.fhirBase = fhirBase;
        this.roles = roles;
    }

    /**
     * Whether whoever has the token may use it. One that is bound to a key (RFC 7800: DPoP, client certificates) proves
     * nothing by itself, and nobody looks for the key here.
     */
    static boolean isBearers(Map<String, Object> claims) {
        return !claims.containsKey("cnf");
    }

    /** @throws MalformedScopeException where a scope is malformed */
    Access access(Map<String, Object> claims) {
        String client = text(claims, "client_id").or(() -> text(claims, "azp")).orElse("external");
        Optional<String> fhirUser = text(claims, "fhirUser").map(this::relative);
        return new Access(
                client,
                text(claims, "sub").filter(subject -> !subject.equals(client)),
                fhirUser,
                text(claims, "patient").map(id -> id.replaceFirst("^Patient/", "")),
                roles.cut(Scopes.parse(scopes(claims)), claims, fhirUser));
    }

    private String relative(String reference) {
        return reference.startsWith(fhirBase + "/") ? reference.substring(fhirBase.length() + 1) : reference;
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static String scopes(Map<String, Object> claims) {
        return texts(claims.containsKey("scope") ? claims.get("scope") : claims.get("scp"))
                .collect(Collectors.joining(" "));
    }

    /** Claims that may hold several texts hold one alone as it is. */
    static Stream<String> texts(Object claim) {
        if (claim instanceof Collection<?> several) {
            return several.stream().filter(String.class::isInstance).map(String.class::cast);
        }
        return claim instanceof String one ? Stream.of(one) : Stream.empty();
    }
}
