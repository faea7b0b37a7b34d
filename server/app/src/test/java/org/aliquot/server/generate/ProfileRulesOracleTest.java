package org.aliquot.server.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.LocalValueSets;
import org.aliquot.ingest.validate.ProfileCheck;
import org.aliquot.ingest.validate.Structure;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * HAPI's validator is the oracle: generated resources that keep their profiles, and the same broken in every place, are
 * refused by the compiled rules exactly where HAPI finds an error that one of the guide's rules makes.
 */
class ProfileRulesOracleTest {
    private static final GuideValidator ORACLE = new GuideValidator();
    private static final Structure STRUCTURE = new Structure(new Schema(FhirContext.forR4Cached()));
    private static final String CONTROL =
            "{\"coding\":[{\"system\":\"https://aliquot.org/fhir/CodeSystem/observation-category\","
                    + "\"code\":\"quality-control\"}]}";
    private static ProfileCheck rules;

    @BeforeAll
    static void compile() {
        List<StructureDefinition> definitions = new ArrayList<>();
        Objects.requireNonNull(ORACLE.support().fetchAllStructureDefinitions())
                .forEach(definition -> definitions.add((StructureDefinition) definition));
        definitions.removeIf(definition -> !definition.getUrl().startsWith("https://aliquot.org/"));
        rules = new ProfileCheck(FhirContext.forR4Cached(), definitions, new LocalValueSets(ORACLE.support())::codes);
    }

    @Test
    void everyInvariantOfTheGuideIsCompiled() {
        assertThat(rules.size()).isGreaterThan(5);
        assertThat(rules.notCompiled()).isEmpty();
    }

    @Test
    void whatTheGeneratorWritesIsTaken() {
        for (String line : Generated.patients(5, 40).lines()) {
            assertThat(verdict(line)).as(line).isEmpty();
        }
    }

    @Test
    void brokenResourcesAreRefusedWhereHapiRefusesThem() {
        Map<String, Integer> compared = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (ObjectNode whole : kinds()) {
            for (Map.Entry<String, ObjectNode> broken : broken(whole).entrySet()) {
                String json = broken.getValue().toString();
                if (!hasStructure(json)) {
                    continue;
                }
                List<String> expected = ORACLE.guideErrors(json);
                String found = verdict(json);
                compared.merge(expected.isEmpty() ? "taken" : "refused", 1, Integer::sum);
                if (expected.isEmpty() != found.isEmpty()) {
                    differences.add(broken.getKey() + ": HAPI " + expected + ", rules [" + found + "] of " + json);
                }
            }
        }

        assertThat(differences).as("differences beside %s", compared).isEmpty();
        assertThat(compared.get("refused")).isGreaterThan(50);
        assertThat(compared.get("taken")).isGreaterThan(50);
    }

    private static String verdict(String json) {
        try {
            rules.check(json.getBytes(UTF_8));
            return "";
        } catch (LineRefusedException e) {
            return e.getMessage();
        }
    }

    private static boolean hasStructure(String json) {
        try {
            STRUCTURE.check(json.getBytes(UTF_8));
            return true;
        } catch (LineRefusedException e) {
            return false;
        }
    }

    /** One of each shape: type, profile and the elements there are. */
    private static List<ObjectNode> kinds() {
        Map<String, ObjectNode> kinds = new HashMap<>();
        Generated.patients(3, 12).resources().forEach(resource -> {
            if (resource.at("/meta/profile/0").asText().startsWith("https://aliquot.org/")) {
                List<String> names = new ArrayList<>();
                resource.fieldNames().forEachRemaining(names::add);
                kinds.putIfAbsent(resource.at("/meta/profile/0").asText() + names, (ObjectNode) resource);
            }
        });
        // Of the profiles that the generator does not use: controls, analyzers, orders.
        GuideExamples.all().forEach(example -> kinds.put("example " + kinds.size(), example));
        return List.copyOf(kinds.values());
    }

    private static Map<String, ObjectNode> broken(ObjectNode whole) {
        Map<String, ObjectNode> broken = new TreeMap<>();
        broken.put("whole", whole);
        List<String> names = new ArrayList<>();
        whole.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("resourceType", "id", "meta"));
        for (String name : names) {
            ObjectNode without = whole.deepCopy();
            without.remove(name);
            broken.put("without " + name, without);
            if (whole.get(name).isArray()) {
                ObjectNode twice = whole.deepCopy();
                ((ArrayNode) twice.get(name)).addAll((ArrayNode) whole.get(name).deepCopy());
                broken.put("twice " + name, twice);
            }
        }
        String unknown =
                "{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]";
        put(broken, whole, "a patient's subject by identifier", "subject", "{\"identifier\":{\"value\":\"7\"}}");
        put(broken, whole, "subject a group", "subject", "{\"reference\":\"Group/1\"}");
        put(
                broken,
                whole,
                "subject said to be a device",
                "subject",
                "{\"type\":\"Device\",\"identifier\":{\"value\":\"7\"}}");
        put(broken, whole, "subject absent", "subject", unknown + "}");
        put(
                broken,
                whole,
                "another category",
                "category",
                "[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}]");
        put(
                broken,
                whole,
                "control's category",
                "category",
                "[{\"coding\":[{\"system\":\"https://aliquot.org/fhir/CodeSystem/observation-category\",\"code\":\"quality-control\"}]}]");
        put(broken, whole, "code without anything", "code", "{\"id\":\"x\"," + unknown.substring(1) + "}");
        put(broken, whole, "number with padding", "accessionIdentifier", "{\"value\":\" A1 \"}");
        put(broken, whole, "identifier with padding", "identifier", "[{\"value\":\"A1 \"}]");
        put(broken, whole, "an analyzer's patient", "patient", "{\"reference\":\"Patient/1\"}");
        if (whole.path("resourceType").asText().equals("Observation")) {
            put(
                    broken,
                    whole,
                    "range upside down",
                    "referenceRange",
                    "[{\"low\":{\"value\":5},\"high\":{\"value\":4}}]");
            put(
                    broken,
                    whole,
                    "range in another unit",
                    "referenceRange",
                    "[{\"low\":{\"value\":5,\"code\":\"odd\",\"system\":\"http://unitsofmeasure.org\"}}]");
            put(
                    broken,
                    whole,
                    "half a unit",
                    "referenceRange",
                    "[{\"low\":{\"value\":5,\"system\":\"http://unitsofmeasure.org\"}}]");
            put(
                    broken,
                    whole,
                    "another system's unit",
                    "referenceRange",
                    "[{\"low\":{\"value\":5,\"code\":\"x\",\"system\":\"urn:x\"}}]");
            put(broken, whole, "a quantity without number", "referenceRange", "[{\"low\":{\"unit\":\"g\"}}]");
            put(broken, whole, "component without anything", "component", "[{\"code\":{\"text\":\"a\"}}]");
            put(
                    broken,
                    whole,
                    "component with both",
                    "component",
                    "[{\"code\":{\"text\":\"a\"},\"valueString\":\"b\",\"dataAbsentReason\":{\"text\":\"c\"}}]");
            put(broken, whole, "specimen of a patient", "performer", "[{\"reference\":\"Patient/1\"}]");
            put(broken, whole, "patient by type", "performer", "[{\"type\":\"Patient\",\"display\":\"x\"}]");
            put(broken, whole, "with an encounter", "encounter", "{\"reference\":\"Encounter/1\"}");
            put(broken, whole, "with a value", "valueString", "\"x\"");
            put(broken, whole, "two control categories", "category", "[" + CONTROL + "," + CONTROL + "]");
            put(broken, whole, "status absent and there", "_status", unknown + "}");
        }
        return broken;
    }

    private static void put(Map<String, ObjectNode> broken, ObjectNode whole, String what, String name, String json) {
        ObjectNode changed = whole.deepCopy();
        JsonNode value = Generated.json(json);
        changed.set(name, value);
        broken.put(what, changed);
    }
}
