package org.aliquot.server.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;

/**
 * The latest N Observations of each code.
 *
 * <p>FHIR R4, observation-operation-lastn: Observations belong together where any of their codings is
 * the same, directly or through a third one; without codings, where their text is. An Observation as
 * old as the Nth is a tie and is returned as well.
 */
final class LatestByCode {
    private final int max;
    private final Map<String, String> parents = new HashMap<>();
    private final List<Observation> seen = new ArrayList<>();

    /** @param max how many of each code; at least 1 */
    LatestByCode(int max) {
        this.max = max;
    }

    void add(Observation observation) {
        List<String> keys = keysOf(observation);
        keys.forEach(key -> union(keys.get(0), key));
        seen.add(observation);
    }

    /** Code by code in the order first seen, each from the most recent on. */
    List<Observation> latest() {
        Map<String, List<Observation>> groups = new LinkedHashMap<>();
        for (Observation observation : seen) {
            groups.computeIfAbsent(root(keysOf(observation).get(0)), key -> new ArrayList<>())
                    .add(observation);
        }
        List<Observation> latest = new ArrayList<>();
        for (List<Observation> group : groups.values()) {
            group.sort(Comparator.comparing(LatestByCode::time).reversed());
            Instant oldest = time(group.get(Math.min(max, group.size()) - 1));
            group.stream()
                    .filter(observation -> !time(observation).isBefore(oldest))
                    .forEach(latest::add);
        }
        return latest;
    }

    /** When it was true of the patient; the least there is where it does not say. */
    private static Instant time(Observation observation) {
        Date date = null;
        if (observation.hasEffectiveDateTimeType()) {
            date = observation.getEffectiveDateTimeType().getValue();
        } else if (observation.hasEffectiveInstantType()) {
            date = observation.getEffectiveInstantType().getValue();
        } else if (observation.hasEffectivePeriod()) {
            date = observation.getEffectivePeriod().hasEnd()
                    ? observation.getEffectivePeriod().getEnd()
                    : observation.getEffectivePeriod().getStart();
        } else if (observation.hasEffectiveTiming()
                && observation.getEffectiveTiming().hasEvent()) {
            date = observation.getEffectiveTiming().getEvent().stream()
                    .map(event -> event.getValue())
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
        if (date == null) {
            date = observation.getIssued();
        }
        return date == null ? Instant.MIN : date.toInstant();
    }

    /** Never empty: what has neither coding nor text is alone with its kind. */
    private static List<String> keysOf(Observation observation) {
        List<String> keys = new ArrayList<>();
        for (Coding coding : observation.getCode().getCoding()) {
            if (coding.hasCode()) {
                keys.add(coding.getSystem() + "|" + coding.getCode());
            }
        }
        if (keys.isEmpty()) {
            String text =
                    observation.getCode().hasText() ? observation.getCode().getText() : "";
            keys.add("text|" + text.strip().toLowerCase(Locale.ROOT));
        }
        return keys;
    }

    private String root(String key) {
        String parent = parents.getOrDefault(key, key);
        if (parent.equals(key)) {
            return key;
        }
        String root = root(parent);
        parents.put(key, root);
        return root;
    }

    private void union(String one, String other) {
        String rootOfOne = root(one);
        String rootOfOther = root(other);
        if (!rootOfOne.equals(rootOfOther)) {
            parents.put(rootOfOther, rootOfOne);
        }
    }
}
