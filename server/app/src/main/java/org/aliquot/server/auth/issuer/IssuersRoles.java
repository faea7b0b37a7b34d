package org.aliquot.server.auth.issuer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Scope;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.Role;
import org.jspecify.annotations.Nullable;

/**
 * What the issuer's users work as: the values of a claim, and which of our roles they are. A token then allows what one of its
 * user's roles may be given, as it would have been at our own consent; somebody of no role of ours is given nothing.
 *
 * <p>Whether a token is a person's or a system's is nothing that all issuers tell alike (RFC 9068 5 warns of names that are
 * both), so it is not guessed: {@code system/} scopes and the server's own are for tokens of the role {@code system}.
 */
public final class IssuersRoles {
    /** Not one of people's: keeps what {@link Scopes#ofSystems} are. */
    public static final String SYSTEM = "system";

    private final String claim;
    private final Map<String, List<String>> theirs;

    /**
     * @param claim {@code roles}, or the way to it, {@code realm_access.roles}; empty: scopes are as the issuer gives them
     * @param theirs by our role's name, what the issuer calls it
     */
    public IssuersRoles(String claim, Map<String, List<String>> theirs) {
        this.claim = claim.strip();
        this.theirs = Map.copyOf(theirs);
    }

    Scopes cut(Scopes asked, Map<String, Object> claims, Optional<String> fhirUser) {
        if (claim.isEmpty()) {
            return asked;
        }
        Set<String> named = TokenClaims.texts(find(claims, claim)).collect(Collectors.toSet());
        Set<String> ours = theirs.entrySet().stream()
                .filter(role -> role.getValue().stream().anyMatch(named::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Scopes users = asked.ofUsers();
        Stream<Scopes> given = roles(ours, fhirUser).map(role -> role.cut(users));
        Stream<Scopes> all = ours.contains(SYSTEM) ? Stream.concat(given, Stream.of(asked.ofSystems())) : given;
        return Scopes.of(all.flatMap(Scopes::stream).collect(Collectors.<Scope>toList()));
    }

    /** A patient is one by who it is, and then nothing else, as with accounts of ours. */
    private static Stream<Role> roles(Set<String> ours, Optional<String> fhirUser) {
        return fhirUser.filter(reference -> reference.startsWith("Patient/")).isPresent()
                ? Stream.of(Role.PATIENT)
                : ours.stream().map(Role::of).flatMap(Optional::stream);
    }

    /** A claim's name may have dots of its own ({@code https://example.org/roles}): it is looked for as a whole first. */
    private static @Nullable Object find(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                Object found = find(inner, path.substring(dot + 1));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
