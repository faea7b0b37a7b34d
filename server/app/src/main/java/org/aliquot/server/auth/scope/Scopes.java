package org.aliquot.server.auth.scope;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A set of scopes, in the order given. */
public final class Scopes {
    public static final Scopes NONE = new Scopes(List.of());

    private static final int LONGEST = 16_384;
    private static final int MOST = 200;

    private final Set<Scope> all;

    private Scopes(Collection<? extends Scope> all) {
        this.all = new LinkedHashSet<>(all);
    }

    public static Scopes of(Scope... scopes) {
        return new Scopes(List.of(scopes));
    }

    public static Scopes of(Collection<? extends Scope> scopes) {
        return new Scopes(scopes);
    }

    /**
     * Reads scopes separated by spaces.
     *
     * @throws MalformedScopeException where one is malformed, or where they are absurdly many or long
     */
    public static Scopes parse(String text) {
        if (text.length() > LONGEST) {
            throw new MalformedScopeException("scope: longer than " + LONGEST + " characters");
        }
        List<Scope> scopes = new ArrayList<>();
        for (String one : text.split(" ")) {
            if (!one.isEmpty()) {
                scopes.add(ScopeParser.parse(one));
            }
        }
        if (scopes.size() > MOST) {
            throw new MalformedScopeException("scope: more than " + MOST + " of them");
        }
        return new Scopes(scopes);
    }

    /** As {@link #parse(String)}, from a collection of single scopes. */
    public static Scopes parse(Collection<String> texts) {
        return parse(String.join(" ", texts));
    }

    public Stream<Scope> stream() {
        return all.stream();
    }

    /** Those for resources. */
    public Stream<ResourceScope> forResources() {
        return all.stream().filter(ResourceScope.class::isInstance).map(ResourceScope.class::cast);
    }

    public boolean contains(Scope scope) {
        return all.contains(scope);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether one of these alone allows all that the scope does. */
    public boolean covers(Scope scope) {
        return all.stream().anyMatch(mine -> mine.covers(scope));
    }

    /** Whether some scope lets its bearer do this with resources of the type, with whichever of them. */
    public boolean allow(Interaction interaction, String type) {
        return forResources()
                .anyMatch(scope -> scope.isAbout(type) && scope.interactions().contains(interaction));
    }

    /** Those that a person gives to an app: what is a system's, and the server's own, is not among them. */
    public Scopes ofUsers() {
        return new Scopes(all.stream().filter(Scopes::isAUsers).toList());
    }

    /** Those that a client has for itself. */
    public Scopes ofSystems() {
        return new Scopes(all.stream()
                .filter(scope -> scope instanceof ResourceScope resources
                        ? resources.context() == Context.SYSTEM
                        : isOurs(scope))
                .toList());
    }

    private static boolean isAUsers(Scope scope) {
        return scope instanceof ResourceScope resources
                ? resources.context() != Context.SYSTEM
                : !isOurs(scope) || scope.equals(NamedScope.SENSITIVE) || scope.equals(NamedScope.BREAK_GLASS);
    }

    private static boolean isOurs(Scope scope) {
        return scope.toString().startsWith("aliquot/");
    }

    /** What either allows. */
    public Scopes or(Scopes other) {
        return new Scopes(Stream.concat(all.stream(), other.all.stream()).toList());
    }

    /**
     * What both allow: of each of these the part that the other set allows, so that {@code patient/*.rs} becomes {@code
     * patient/Observation.rs} where that is all the other has.
     */
    public Scopes and(Scopes other) {
        Set<Scope> shared = new LinkedHashSet<>();
        for (Scope scope : all) {
            if (other.covers(scope)) {
                shared.add(scope);
            } else if (scope instanceof ResourceScope mine) {
                other.forResources().map(mine::and).flatMap(Optional::stream).forEach(shared::add);
            }
        }
        return new Scopes(shared);
    }

    /** The scopes as single strings. */
    public Set<String> asStrings() {
        return all.stream().map(Scope::toString).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes that && all.equals(that.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", asStrings());
    }
}
