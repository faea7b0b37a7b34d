package org.aliquot.resource.parquet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element where it stands in a table.
 *
 * @param number among the nodes of its table
 * @param from first column below it, and its own where it is none of groups
 * @param to behind the last; a second column of one that is no group is derived from its value
 * @param repetition level of a further value of the same list
 * @param definition level of a value that is there
 */
record Node(
        int number,
        String name,
        Element.Kind kind,
        boolean isList,
        int from,
        int to,
        int repetition,
        int definition,
        List<Node> parts,
        Map<String, Node> byName) {
    static Node of(
            int number,
            Element element,
            boolean isList,
            int from,
            int to,
            int repetition,
            int definition,
            List<Node> parts) {
        Map<String, Node> byName = new HashMap<>();
        parts.forEach(part -> byName.put(part.name(), part));
        return new Node(
                number, element.name(), element.kind(), isList, from, to, repetition, definition, parts, byName);
    }

    @Nullable
    Node part(String key) {
        return byName.get(key);
    }
}
