package org.aliquot.server.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what an equivalence test found: how many of which kind, and some of every kind in full. */
final class Findings {
    private static final int SHOWN = 20;

    private Findings() {}

    /** @throws AssertionError that shows them, where there are any */
    static void assertNone(String what, List<?> differences) {
        if (differences.isEmpty()) {
            return;
        }
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (Object difference : differences) {
            kinds.computeIfAbsent(kindOf(difference.toString()), kind -> new ArrayList<>())
                    .add(difference.toString());
        }
        StringBuilder text = new StringBuilder(differences.size() + " differences in " + what + ":");
        kinds.forEach((kind, found) ->
                text.append("\n  ").append(found.size()).append(" × ").append(kind));
        shown(kinds).forEach(difference -> text.append("\n\n  ").append(difference));
        throw new AssertionError(text.toString());
    }

    /** The first of each kind, then the second of each, and so on: one frequent kind hides no other. */
    private static List<String> shown(Map<String, List<String>> kinds) {
        List<String> shown = new ArrayList<>();
        for (int place = 0; place < SHOWN; place++) {
            for (List<String> found : kinds.values()) {
                if (place < found.size() && shown.size() < SHOWN) {
                    shown.add(found.get(place));
                }
            }
        }
        return shown;
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
