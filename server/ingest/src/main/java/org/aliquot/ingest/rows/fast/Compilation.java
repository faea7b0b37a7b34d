package org.aliquot.ingest.rows.fast;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Search parameters as the fast lane has them.
 *
 * @param compiled how many are compiled, each counted once for each resource type
 * @param notCompiled the others as {@code Type.code}, and what in their expressions is not compiled; another extractor gives
 *     their rows
 */
public record Compilation(int compiled, SortedMap<String, String> notCompiled) {
    public Compilation(int compiled, Map<String, String> notCompiled) {
        this(compiled, Collections.unmodifiableSortedMap(new TreeMap<>(notCompiled)));
    }
}
