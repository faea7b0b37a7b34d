package org.aliquot.ingest.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Child;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Schema;
import org.jspecify.annotations.Nullable;

/**
 * FHIR R4's structure, contained and nested resources included: the elements a type has and no others, how often (least and
 * most, ElementDefinition.min and max), as which kind of JSON (json.html 2.6.2), how primitive values are spelled
 * (datatypes.html), and codes of required value sets. The reader of the fast lane checks the same while it reads; this one says
 * what is wrong and where. Thread-safe.
 *
 * <p>An element that has extensions only ({@code _status}) is there (extensibility.html 2.4.1). What says nothing, a null, an
 * empty array, is passed over, as by HAPI's parser; json.html forbids it, but nothing is lost by it. What narratives may have
 * is left to HAPI's parser.
 */
public final class Structure {
    private static final String CHOICES = "[x]";

    /** HAPI writes numbers out before it reads them: of {@code 1e99999999} a hundred million digits. */
    public static final int LARGEST_EXPONENT = 1_000;

    /** Searches compare numbers as doubles, which end at 1.8e308. */
    public static final int MOST_WHOLE_DIGITS = 308;

    private final Schema schema;

    public Structure(Schema schema) {
        this.schema = schema;
    }

    /** @throws LineRefusedException with all faults, the first {@link Fault#MOST} at least */
    public void check(byte[] json) throws LineRefusedException {
        List<Fault> faults = faults(json);
        if (!faults.isEmpty()) {
            throw new LineRefusedException(faults);
        }
    }

    /**
     * What is wrong; empty where nothing is.
     *
     * @throws LineRefusedException where it is no JSON object
     */
    List<Fault> faults(byte[] json) throws LineRefusedException {
        JsonNode tree = JsonTree.withNamesOnce(json);
        Faults faults = new Faults();
        ElementType type = typeOf(tree);
        if (type == null) {
            throw new LineRefusedException(
                    tree.has("resourceType")
                            ? "resourceType is not the name of a FHIR R4 resource"
                            : "no resourceType, expected the name of a FHIR R4 resource");
        }
        new Walk(faults).resource(type, tree, Place.at(type.name()));
        return faults.all();
    }

    private @Nullable ElementType typeOf(JsonNode resource) {
        JsonNode name = resource.path("resourceType");
        return name.isTextual() ? schema.resource(name.textValue()).orElse(null) : null;
    }

    /** One line under way. */
    private final class Walk {
        private final Faults faults;

        Walk(Faults faults) {
            this.faults = faults;
        }

        void resource(ElementType type, JsonNode resource, Place place) {
            element(type, resource, place, true, Placeholders.isOne(resource));
        }

        private void element(
                ElementType type, JsonNode object, Place place, boolean isResource, boolean mayBeIncomplete) {
            Map<Integer, String> choices = null;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                JsonNode value = member.getValue();
                Field field = type.field(name);
                if (field != null) {
                    if (field.choice() && !isAbsent(value)) {
                        choices = choices == null ? new HashMap<>(4) : choices;
                        String other = choices.put(field.slot(), name);
                        if (other != null) {
                            faults.add(Kind.STRUCTURE, place.child(name), "beside " + other + ", expected one of them");
                        }
                    }
                    values(field, value, place);
                } else if (type.isNested(name)) {
                    nested(type.isNestedArray(name), name, value, place);
                } else {
                    other(type, name, value, place, isResource);
                }
                if (faults.isFull()) {
                    return;
                }
            }
            if (!mayBeIncomplete) {
                required(type, object, place);
            }
        }

        private void required(ElementType type, JsonNode object, Place place) {
            for (Child child : type.requiredChildren()) {
                if (!isThere(type, child, object)) {
                    String name = child.elementName() + (child.isChoice() ? CHOICES : "");
                    faults.add(Kind.REQUIRED, place.child(name), "is missing, expected at least one (FHIR R4)");
                }
            }
        }

        private static boolean isThere(ElementType type, Child child, JsonNode object) {
            if (!child.isChoice()) {
                return isThere(child.elementName(), object);
            }
            return type.namesOf(child.elementName()).stream().anyMatch(field -> isThere(field.name(), object));
        }

        private static boolean isThere(String name, JsonNode object) {
            return !isAbsent(object.path(name)) || !isAbsent(object.path("_" + name));
        }

        // What is not a child of the type.
        private void other(ElementType type, String name, JsonNode value, Place place, boolean isResource) {
            if (name.equals("id")) {
                expect(isAbsent(value) || value.isTextual(), place.child(name), "a string");
            } else if (name.startsWith("_") && isExtendable(type, name.substring(1))) {
                companion(type.field(name.substring(1)), name, value, place);
            } else if (!(isResource && name.equals("resourceType"))) {
                faults.add(
                        Kind.STRUCTURE,
                        place.child(Names.shown(name)),
                        "is no element of " + type.name() + " (FHIR R4)");
            }
        }

        private static boolean isExtendable(ElementType type, String name) {
            Field field = type.field(name);
            return field == null ? name.equals("id") : field.valueType().isPrimitive();
        }

        private void values(Field field, JsonNode value, Place place) {
            if (!field.repeating()) {
                if (value.isArray()) {
                    faults.add(Kind.STRUCTURE, place.child(field.name()), "is an array, expected a single value");
                } else if (!value.isNull()) {
                    value(field, value, place.child(field.name()));
                }
            } else if (value.isArray()) {
                for (int i = 0; i < value.size() && !faults.isFull(); i++) {
                    if (!value.get(i).isNull()) {
                        value(field, value.get(i), place.child(field.name(), i));
                    }
                }
            } else if (!value.isNull()) {
                faults.add(Kind.STRUCTURE, place.child(field.name()), "is a single value, expected an array");
            }
        }

        private void value(Field field, JsonNode value, Place place) {
            if (field.valueType().isPrimitive()) {
                primitive(field, value, place);
            } else if (expect(value.isObject(), place, "an object")) {
                element(field.type(), value, place, false, false);
            }
        }

        private void primitive(Field field, JsonNode value, Place place) {
            switch (field.valueType()) {
                case BOOLEAN -> expect(value.isBoolean(), place, "true or false");
                case INTEGER -> {
                    if (expect(value.isIntegralNumber(), place, "a whole number")) {
                        allow(value.canConvertToInt() && value.intValue() >= field.least(), field, place);
                    }
                }
                case DECIMAL -> {
                    if (expect(value.isNumber(), place, "a number")) {
                        expect(
                                isWritable(value),
                                place,
                                "a number below 1e" + MOST_WHOLE_DIGITS + " with an exponent up to "
                                        + LARGEST_EXPONENT);
                    }
                }
                default -> {
                    if (expect(value.isTextual(), place, "a string")) {
                        Strings.check(field, value.textValue(), place, faults);
                    }
                }
            }
        }

        private static boolean isWritable(JsonNode number) {
            BigDecimal value = number.decimalValue();
            return Math.abs((long) value.scale()) <= LARGEST_EXPONENT
                    && (long) value.precision() - value.scale() <= MOST_WHOLE_DIGITS;
        }

        private void allow(boolean isAllowed, Field field, Place place) {
            if (!isAllowed) {
                faults.add(Kind.VALUE, place, "is no " + field.fhirType() + " (FHIR R4 datatypes.html)");
            }
        }

        private boolean expect(boolean isRight, Place place, String expected) {
            if (!isRight) {
                faults.add(Kind.STRUCTURE, place, "is another kind of JSON, expected " + expected);
            }
            return isRight;
        }

        // Ids and extensions of a primitive (json.html 2.6.2.3).
        private void companion(@Nullable Field field, String name, JsonNode value, Place place) {
            if (field != null && field.repeating() && value.isArray()) {
                for (int i = 0; i < value.size() && !faults.isFull(); i++) {
                    if (!value.get(i).isNull()) {
                        companion(value.get(i), place.child(field.name(), i));
                    }
                }
            } else if (!value.isNull()) {
                companion(value, place.child(name.substring(1)));
            }
        }

        private void companion(JsonNode value, Place place) {
            if (!expect(value.isObject(), place, "an object with id or extension")) {
                return;
            }
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                String name = member.getKey();
                if (name.equals("extension")) {
                    values(schema.extensions(), member.getValue(), place);
                } else if (!name.equals("id")) {
                    faults.add(Kind.STRUCTURE, place.child(Names.shown(name)), "is no element of a primitive value");
                }
            }
        }

        private void nested(boolean isArray, String name, JsonNode value, Place place) {
            if (isArray) {
                if (value.isArray()) {
                    for (int i = 0; i < value.size() && !faults.isFull(); i++) {
                        nested(value.get(i), place.child(name, i));
                    }
                } else if (!value.isNull()) {
                    faults.add(Kind.STRUCTURE, place.child(name), "is a single value, expected an array");
                }
            } else if (!value.isNull()) {
                nested(value, place.child(name));
            }
        }

        private void nested(JsonNode value, Place place) {
            if (!expect(value.isObject(), place, "a resource")) {
                return;
            }
            ElementType type = typeOf(value);
            if (type == null) {
                faults.add(
                        Kind.STRUCTURE,
                        place.child("resourceType"),
                        "names no FHIR R4 resource, expected the name of one");
            } else {
                resource(type, value, place);
            }
        }
    }

    // What says nothing is not there: HAPI drops it.
    private static boolean isAbsent(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode item : value) {
                if (!isAbsent(item)) {
                    return false;
                }
            }
            return true;
        }
        return value.isMissingNode()
                || value.isNull()
                || value.isObject() && value.isEmpty()
                || value.isTextual() && value.textValue().isBlank();
    }
}
