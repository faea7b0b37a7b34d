package org.aliquot.server.auth.scope;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A scope for resources: {@code patient/Observation.rs?category=http://…|laboratory}.
 *
 * @param type a resource type, or {@link #ANY_TYPE}
 * @param interactions at least one
 * @param categories what resources must be filed under, one of these; empty: no matter
 * @param isVersion1 whether it is written as in version 1 ({@code .read}), for clients that look for what they asked for
 */
public record ResourceScope(
        Context context, String type, Set<Interaction> interactions, SortedSet<Category> categories, boolean isVersion1)
        implements Scope {
    public static final String ANY_TYPE = "*";

    static final Set<Interaction> READING = Set.of(Interaction.READ, Interaction.SEARCH);
    static final Set<Interaction> WRITING = Set.of(Interaction.CREATE, Interaction.UPDATE, Interaction.DELETE);

    public ResourceScope {
        if (interactions.isEmpty()) {
            throw new IllegalArgumentException("a scope without interactions allows nothing");
        }
        interactions = Collections.unmodifiableSet(EnumSet.copyOf(interactions));
        categories = Collections.unmodifiableSortedSet(new TreeSet<>(categories));
        // Version 1 has no words for these.
        isVersion1 = isVersion1
                && categories.isEmpty()
                && versionOneWord(interactions).isPresent();
    }

    /** Whether it speaks of this type. */
    public boolean isAbout(String resourceType) {
        return type.equals(ANY_TYPE) || type.equals(resourceType);
    }

    @Override
    public boolean covers(Scope other) {
        return other instanceof ResourceScope that
                && context == that.context
                && (type.equals(ANY_TYPE) || type.equals(that.type))
                && interactions.containsAll(that.interactions)
                && (categories.isEmpty() || !that.categories.isEmpty() && categories.containsAll(that.categories));
    }

    /** What both allow. */
    Optional<ResourceScope> and(ResourceScope other) {
        boolean isOneType = type.equals(other.type) || type.equals(ANY_TYPE) || other.type.equals(ANY_TYPE);
        Set<Interaction> shared = EnumSet.noneOf(Interaction.class);
        shared.addAll(interactions);
        shared.retainAll(other.interactions);
        SortedSet<Category> filedUnder = new TreeSet<>(categories.isEmpty() ? other.categories : categories);
        if (!categories.isEmpty() && !other.categories.isEmpty()) {
            filedUnder.retainAll(other.categories);
        }
        boolean neverMatches = filedUnder.isEmpty() && !(categories.isEmpty() && other.categories.isEmpty());
        if (context != other.context || !isOneType || shared.isEmpty() || neverMatches) {
            return Optional.empty();
        }
        return Optional.of(
                new ResourceScope(context, type.equals(ANY_TYPE) ? other.type : type, shared, filedUnder, isVersion1));
    }

    private static Optional<String> versionOneWord(Set<Interaction> interactions) {
        if (interactions.equals(READING)) {
            return Optional.of("read");
        }
        if (interactions.equals(WRITING)) {
            return Optional.of("write");
        }
        return interactions.size() == Interaction.values().length ? Optional.of("*") : Optional.empty();
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder().append(context).append('/').append(type).append('.');
        if (isVersion1) {
            return text.append(versionOneWord(interactions).orElseThrow()).toString();
        }
        interactions.forEach(interaction -> text.append(interaction.letter()));
        String separator = "?category=";
        for (Category category : categories) {
            text.append(separator).append(category);
            separator = ",";
        }
        return text.toString();
    }
}
