package org.aliquot.server.oracle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says what an equivalence test found: how many of which kind, and the first of them in full. */
final class Findings {
    private static final int SHOWN = 20;

    private Findings() {}

    /** @throws AssertionError that shows them, where there are any */
    static void assertNone(String what, List<?> differences) {
        if (differences.isEmpty()) {
            return;
        }
        Map<String, Integer> kinds = new TreeMap<>();
        differences.forEach(difference -> kinds.merge(kindOf(difference.toString()), 1, Integer::sum));
        StringBuilder text = new StringBuilder(differences.size() + " differences in " + what + ":");
        kinds.forEach((kind, count) -> text.append("\n  ").append(count).append(" × ").append(kind));
        differences.stream().limit(SHOWN).forEach(difference -> text.append("\n\n  ").append(difference));
        throw new AssertionError(text.toString());
    }

    /** Its first line without names and values: the same table and column, the same search parameter. */
    private static String kindOf(String difference) {
        return difference
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst(" of [^,]*,", "")
                .replaceAll("=[^&]*", "=…")
                .replaceAll("/[A-Za-z0-9.-]*\\d[A-Za-z0-9.-]*", "/…");
    }
}
