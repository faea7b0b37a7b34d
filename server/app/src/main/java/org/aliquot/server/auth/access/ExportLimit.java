package org.aliquot.server.auth.access;

import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.server.auth.scope.Category;

/**
 * Which resources of a type an export may hold.
 *
 * @param categories those filed under one of these; empty: however filed
 * @param isWithoutSensitive none of those that are labelled as sensitive
 */
public record ExportLimit(SortedSet<Category> categories, boolean isWithoutSensitive) {
    public ExportLimit {
        categories = new TreeSet<>(categories);
    }
}
