package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import ca.uhn.fhir.context.RuntimeChildDirectResource;
import ca.uhn.fhir.context.RuntimeChildExtension;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.hl7.fhir.instance.model.api.IBaseEnumFactory;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Resources with any elements their types have, in any order, with values that are allowed but not always usual. */
final class RandomResources {
    // Exact, or 4.10 would be 4.1.
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private static final List<String> STRINGS = List.of(
            "glucose",
            "Glucose, fasting",
            "Größe",
            "ÅNGSTRÖM",
            "日本",
            "😀",
            "a\"b\\c",
            "two\nlines",
            "tab\there",
            "mmol/L",
            "<0.01",
            "it's",
            "x".repeat(250),
            "ß".repeat(500),
            "y".repeat(800),
            " spaced",
            "end ",
            "\u00e9\u0301",
            "0",
            "true");
    private static final List<String> CODES =
            List.of("2823-3", "N", "HH", "mmol/L", "final", "718-7", "x.y", "10*3/uL");
    private static final List<String> URIS = List.of(
            "http://loinc.org",
            "http://unitsofmeasure.org",
            "urn:oid:1.2.3",
            "https://aliquot.test/lis",
            "http://aliquot.test/plan|1.0",
            "urn:uuid:7c1d3a52-0f0e-4a57-9f6f-2f5a8f0f7d11",
            "PlanDefinition/1");
    private static final List<String> NUMBERS =
            List.of("4.10", "0", "0.00", "-3", "120", "0.000001", "1234567890.12345", "99999999999", "5.4", "5.40");
    private static final List<String> DATES = List.of("2026", "2026-02", "2024-02-29", "1999-12-31", "1955-06-01");
    private static final List<String> TIMES = List.of(
            "2026-04-17T08:12:00+02:00",
            "2026-04-17T08:12:00Z",
            "2026-04-17T08:12:00.5Z",
            "2026-04-17T08:12:00.123456-11:30",
            "1970-01-01T00:00:00.000Z",
            "2026-12-31T23:59:59.999+14:00");

    private final FhirContext context;
    private final Random random;

    RandomResources(FhirContext context, long seed) {
        this.context = context;
        this.random = new Random(seed);
    }

    ObjectNode of(String type) {
        ObjectNode resource = JSON.objectNode();
        resource.put("resourceType", type);
        if (random.nextInt(4) > 0) {
            resource.put("id", "id-" + random.nextInt(1000));
        }
        fill(resource, context.getResourceDefinition(type), 0.35, 0);
        return resource;
    }

    private void fill(ObjectNode object, BaseRuntimeElementCompositeDefinition<?> type, double chance, int level) {
        List<BaseRuntimeChildDefinition> children = new ArrayList<>(type.getChildren());
        Collections.shuffle(children, random);
        for (BaseRuntimeChildDefinition child : children) {
            // One in a hundred lacks what is required.
            double likely = child.getMin() > 0 ? 0.99 : chance;
            if (random.nextDouble() < likely && !isSkipped(child, level)) {
                add(object, child, level);
            }
        }
    }

    private static boolean isSkipped(BaseRuntimeChildDefinition child, int level) {
        return child instanceof RuntimeChildContainedResources
                || child instanceof RuntimeChildDirectResource
                || child.getElementName().equals("id")
                || level > 4
                || level > 1 && child instanceof RuntimeChildExtension;
    }

    private void add(ObjectNode object, BaseRuntimeChildDefinition child, int level) {
        String name = child.getElementName();
        if (child instanceof RuntimeChildExtension) {
            object.set(name, JSON.arrayNode().add(extension()));
            return;
        }
        if (child instanceof RuntimeChildChoiceDefinition) {
            List<String> names = new ArrayList<>(child.getValidChildNames());
            Collections.sort(names);
            name = names.get(random.nextInt(names.size()));
        }
        BaseRuntimeElementDefinition<?> target = child.getChildByName(name);
        if (target == null) {
            return;
        }
        if (!child.isMultipleCardinality()) {
            object.set(name, value(child, target, level));
            return;
        }
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(3); i >= 0; i--) {
            array.add(value(child, target, level));
        }
        object.set(name, array);
    }

    private ObjectNode extension() {
        ObjectNode extension = JSON.objectNode();
        extension.put("valueString", pick(STRINGS));
        extension.put("url", "http://aliquot.test/extension");
        return extension;
    }

    private JsonNode value(BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> target, int level) {
        if (target instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            ObjectNode object = JSON.objectNode();
            if (composite.getName().equals("Reference")) {
                object.put("reference", referenceFor(child));
                return object;
            }
            for (int tries = 0; object.isEmpty() && tries < 50; tries++) {
                fill(object, composite, 0.5, level + 1);
            }
            return object;
        }
        if (child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition bound) {
            return JSON.textNode(boundCode(bound));
        }
        return primitive(target.getName());
    }

    private JsonNode primitive(String type) {
        return switch (type) {
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "integer", "positiveInt", "unsignedInt" -> JSON.numberNode(random.nextInt(1000));
            case "decimal" -> DecimalNode.valueOf(new BigDecimal(pick(NUMBERS)));
            case "code" -> JSON.textNode(pick(CODES));
            case "uri", "url", "canonical", "oid", "uuid" -> JSON.textNode(pick(URIS));
            case "id" -> JSON.textNode("v" + random.nextInt(10));
            case "date" -> JSON.textNode(pick(DATES));
            case "dateTime" -> JSON.textNode(random.nextBoolean() ? pick(DATES) : pick(TIMES));
            case "instant" -> JSON.textNode(pick(TIMES));
            case "time" -> JSON.textNode("08:12:00");
            case "base64Binary" ->
                JSON.textNode(Base64.getEncoder().encodeToString(pick(STRINGS).getBytes(StandardCharsets.UTF_8)));
            case "xhtml" ->
                JSON.textNode("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>K 4.10 &lt; 5 &amp; ü</p><br/></div>");
            default -> JSON.textNode(pick(STRINGS));
        };
    }

    private static <T extends Enum<?>> String code(IBaseEnumFactory<T> factory, Enum<?> constant) {
        @SuppressWarnings("unchecked")
        T typed = (T) constant;
        return factory.toCode(typed);
    }

    // The last constant of each is NULL, which stands for no code.
    private String boundCode(RuntimeChildPrimitiveEnumerationDatatypeDefinition bound) {
        Enum<?>[] constants = bound.getBoundEnumType().getEnumConstants();
        Enum<?> constant = constants[random.nextInt(Math.max(1, constants.length - 1))];
        return code((IBaseEnumFactory<?>) bound.getInstanceConstructorArguments(), constant);
    }

    private String referenceFor(BaseRuntimeChildDefinition child) {
        String type = "Patient";
        if (child instanceof RuntimeChildResourceDefinition reference) {
            List<Class<? extends IBaseResource>> types = reference.getResourceTypes();
            Class<? extends IBaseResource> target = types.get(random.nextInt(types.size()));
            type = target.isInterface() ? "Organization" : context.getResourceType(target);
        }
        return type + "/" + random.nextInt(5);
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
