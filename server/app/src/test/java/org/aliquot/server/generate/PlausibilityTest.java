package org.aliquot.server.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written could have come from a laboratory. */
class PlausibilityTest {
    private static final Generated SAMPLE = Generated.patients(11, 250);
    private static final List<JsonNode> OBSERVATIONS =
            SAMPLE.resources(ResourceKind.OBSERVATION).toList();

    @Test
    void fiveOfSixResourcesAreObservations() {
        Map<String, Double> shares = shares(
                SAMPLE.resources().toList(),
                resource -> resource.path("resourceType").asText());

        assertThat(shares.get("Observation")).isCloseTo(0.83, within(0.02));
        assertThat(shares.get("DiagnosticReport"))
                .isEqualTo(shares.get("ServiceRequest"))
                .isEqualTo(shares.get("Specimen"));
        assertThat(shares).hasSize(ResourceKind.values().length);
    }

    @Test
    void flagsAgreeWithValuesAndRanges() {
        int judged = 0;
        for (JsonNode observation : OBSERVATIONS) {
            JsonNode range = observation.at("/referenceRange/0");
            if (observation.has("valueQuantity") && !range.isMissingNode()) {
                assertThat(flag(observation)).as(observation.toString()).isIn(allowed(observation, range));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(10_000);
    }

    @Test
    void mostNumbersAreNormalAndFewCritical() {
        Map<String, Double> flags = shares(
                OBSERVATIONS.stream()
                        .filter(observation -> observation.has("valueQuantity") && observation.has("referenceRange"))
                        .toList(),
                PlausibilityTest::flag);

        assertThat(flags.get("N")).isBetween(0.75, 0.92);
        assertThat(flags.get("H") + flags.get("L")).isBetween(0.08, 0.25);
        assertThat(flags.getOrDefault("HH", 0.0) + flags.getOrDefault("LL", 0.0))
                .isBetween(0.0001, 0.01);
    }

    @Test
    void someResultsAreNotYetNoLongerOrNeverReported() {
        Map<String, Double> statuses =
                shares(OBSERVATIONS, observation -> observation.path("status").asText());

        assertThat(statuses.get("final")).isGreaterThan(0.93);
        assertThat(statuses.get("preliminary")).isBetween(0.005, 0.05);
        assertThat(statuses.get("corrected")).isBetween(0.002, 0.02);
        assertThat(statuses.get("cancelled")).isBetween(0.004, 0.03);
    }

    @Test
    void everyResultSaysWhatWasFoundOrWhyNothing() {
        assertThat(OBSERVATIONS)
                .allMatch(observation -> observation.has("hasMember")
                        || observation.has("dataAbsentReason")
                                != (observation.has("valueQuantity") || observation.has("valueCodeableConcept")));
    }

    @Test
    void whatIsCalculatedAgreesWithWhatItIsCalculatedFrom() {
        int checked = 0;
        for (Map<String, BigDecimal> order : valuesOfOrders()) {
            if (order.keySet().containsAll(Set.of("NA", "CL", "CO2", "AGAP"))) {
                assertThat(order.get("AGAP"))
                        .isEqualByComparingTo(order.get("NA")
                                .subtract(order.get("CL"))
                                .subtract(order.get("CO2"))
                                .max(BigDecimal.ZERO));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void numbersKeepTheirTrailingZeros() {
        assertThat(OBSERVATIONS)
                .filteredOn(observation -> observation.at("/code/text").asText().equals("CREA"))
                .extracting(observation -> observation.at("/valueQuantity/value"))
                .filteredOn(JsonNode::isNumber)
                .allMatch(value -> value.decimalValue().scale() == 2)
                .anyMatch(value -> value.asText().endsWith("0"));
    }

    @Test
    void susceptibilityAgreesWithTheConcentrationThatStopsGrowth() {
        Map<String, BigDecimal> highestSusceptible = new HashMap<>();
        Map<String, BigDecimal> lowestResistant = new HashMap<>();
        OBSERVATIONS.stream()
                .filter(observation -> observation.has("derivedFrom")
                        && observation.at("/valueQuantity/code").asText().equals("ug/mL"))
                .forEach(observation -> {
                    BigDecimal mic = observation.at("/valueQuantity/value").decimalValue();
                    String drug = observation.at("/code/text").asText();
                    switch (flag(observation)) {
                        case "S" -> highestSusceptible.merge(drug, mic, BigDecimal::max);
                        case "R" -> lowestResistant.merge(drug, mic, BigDecimal::min);
                        default -> assertThat(flag(observation)).isEqualTo("I");
                    }
                });

        assertThat(highestSusceptible).hasSizeGreaterThan(10);
        // Breakpoints differ between groups of organisms only for these.
        lowestResistant.keySet().removeAll(Set.of("Penicillin", "Ampicillin", "Vancomycin", "Ceftazidime"));
        lowestResistant.forEach((drug, mic) -> assertThat(highestSusceptible.getOrDefault(drug, BigDecimal.ZERO))
                .as(drug)
                .isLessThan(mic));
    }

    @Test
    void oneWhoVisitsAgainIsAlike() {
        Map<String, List<BigDecimal>> byPatient = OBSERVATIONS.stream()
                .filter(observation -> observation.at("/code/text").asText().equals("MCV"))
                .filter(observation -> observation.has("valueQuantity"))
                .collect(Collectors.groupingBy(
                        observation -> observation.at("/subject/reference").asText(),
                        Collectors.mapping(
                                observation ->
                                        observation.at("/valueQuantity/value").decimalValue(),
                                Collectors.toList())));

        double within = byPatient.values().stream()
                .filter(values -> values.size() > 2)
                .mapToDouble(PlausibilityTest::deviation)
                .average()
                .orElseThrow();
        double overall =
                deviation(byPatient.values().stream().flatMap(List::stream).toList());
        assertThat(within).isLessThan(overall * 0.85);
    }

    private static Set<String> allowed(JsonNode observation, JsonNode range) {
        BigDecimal value = observation.at("/valueQuantity/value").decimalValue();
        if (range.has("high") && value.compareTo(range.at("/high/value").decimalValue()) > 0) {
            return Set.of("H", "HH");
        }
        if (range.has("low") && value.compareTo(range.at("/low/value").decimalValue()) < 0) {
            return Set.of("L", "LL");
        }
        return Set.of("N");
    }

    private static String flag(JsonNode observation) {
        return observation.at("/interpretation/0/coding/0/code").asText();
    }

    private static List<Map<String, BigDecimal>> valuesOfOrders() {
        Map<String, Map<String, BigDecimal>> orders = new HashMap<>();
        for (JsonNode observation : OBSERVATIONS) {
            if (observation.has("valueQuantity")) {
                orders.computeIfAbsent(observation.at("/basedOn/0/reference").asText(), order -> new HashMap<>())
                        .put(
                                observation.at("/code/text").asText(),
                                observation.at("/valueQuantity/value").decimalValue());
            }
        }
        return List.copyOf(orders.values());
    }

    private static Map<String, Double> shares(List<JsonNode> resources, Function<JsonNode, String> of) {
        return resources.stream()
                .collect(Collectors.groupingBy(of, Collectors.summingDouble(resource -> 1.0 / resources.size())));
    }

    private static double deviation(List<BigDecimal> values) {
        double mean =
                values.stream().mapToDouble(BigDecimal::doubleValue).average().orElseThrow();
        return Math.sqrt(values.stream()
                .mapToDouble(value -> Math.pow(value.doubleValue() - mean, 2))
                .average()
                .orElseThrow());
    }
}
