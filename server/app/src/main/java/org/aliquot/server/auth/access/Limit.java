package org.aliquot.server.auth.access;

import java.util.Optional;
import java.util.SortedSet;
import org.aliquot.server.auth.scope.Category;

/**
 * Which resources of a type one scope is about.
 *
 * @param patient those in this patient's compartment; empty: in anyone's and in none
 * @param categories those filed under one of these; empty: however filed
 * @param isWithoutSensitive none of those that are labelled as sensitive
 */
record Limit(Optional<String> patient, SortedSet<Category> categories, boolean isWithoutSensitive) {
    boolean isNone() {
        return patient.isEmpty() && categories.isEmpty() && !isWithoutSensitive;
    }
}
