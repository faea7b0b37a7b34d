package org.aliquot.view.path;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which types FHIR R4 has and what they are made of. */
public final class FhirTypes {
    /** Types whose values are JSON numbers. */
    static final Set<String> NUMBERS = Set.of("decimal", "integer", "integer64", "positiveInt", "unsignedInt");

    private static final Map<String, String> SUPERTYPES = Map.ofEntries(
            Map.entry("code", "string"),
            Map.entry("id", "string"),
            Map.entry("markdown", "string"),
            Map.entry("canonical", "uri"),
            Map.entry("oid", "uri"),
            Map.entry("url", "uri"),
            Map.entry("uuid", "uri"),
            Map.entry("positiveInt", "integer"),
            Map.entry("unsignedInt", "integer"),
            Map.entry("Age", "Quantity"),
            Map.entry("Count", "Quantity"),
            Map.entry("Distance", "Quantity"),
            Map.entry("Duration", "Quantity"));

    private static final Map<String, Type> TYPES = load();

    private FhirTypes() {}

    enum Kind {
        RESOURCE,
        TYPE,
        PART,
        PRIMITIVE
    }

    /**
     * @param key its name in JSON
     * @param type what it holds there
     */
    record Alternative(String key, String type) {
        // As in Steps.Field.
        Alternative {
            key = key.intern();
        }
    }

    /**
     * @param isChoice {@code value[x]}: its name in JSON ends with its type
     * @param alternatives one where it is no choice
     */
    record Element(String name, boolean isChoice, List<Alternative> alternatives) {
        Typing typing() {
            return new Typing(alternatives.stream().map(Alternative::type).toList());
        }
    }

    /**
     * @param name {@code Quantity}; a part's is its path, {@code Observation.component}
     */
    record Type(String name, Kind kind, Map<String, Element> elements) {}

    static @Nullable Type type(String name) {
        return TYPES.get(name);
    }

    static boolean isKnown(String name) {
        return TYPES.containsKey(name) || name.equals("Resource") || name.equals("DomainResource");
    }

    public static boolean isResource(String name) {
        Type type = TYPES.get(name);
        return type != null && type.kind() == Kind.RESOURCE;
    }

    public static boolean isPrimitive(String name) {
        Type type = TYPES.get(name);
        return type != null && type.kind() == Kind.PRIMITIVE;
    }

    /** Whether the type or its part is known: {@code Quantity}, {@code Observation.component}. */
    public static boolean isComplex(String name) {
        Type type = TYPES.get(name);
        return type != null && type.kind() != Kind.PRIMITIVE;
    }

    /** Whether it is a structure by a type that many have: {@code BackboneElement}, which StructureDefinitions give for parts. */
    public static boolean isGeneral(String name) {
        return name.equals("BackboneElement") || name.equals("Element");
    }

    /** Whether it is a part of a type or resource: {@code Observation.component}. */
    public static boolean isPart(String name) {
        Type type = TYPES.get(name);
        return type != null && type.kind() == Kind.PART;
    }

    /** Whether every value of the one type is one of the other, too. */
    static boolean isA(String type, String other) {
        if (type.equals(other) || (other.endsWith("Resource") && isResource(type))) {
            return true;
        }
        String parent = SUPERTYPES.get(type);
        return parent != null && isA(parent, other);
    }

    private static Map<String, Type> load() {
        Map<String, Type> types = new HashMap<>();
        try (InputStream in = FhirTypes.class.getResourceAsStream("r4-elements.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(FhirTypes::read)
                    .forEach(type -> types.put(type.name(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(types);
    }

    // "type Quantity value:decimal comparator:code"; a choice: "value[x]:Quantity|string".
    private static Type read(String line) {
        String[] words = line.split(" ", -1);
        Map<String, Element> elements = new HashMap<>();
        for (int i = 2; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            String name = words[i].substring(0, colon);
            String[] types = words[i].substring(colon + 1).split("\\|", -1);
            boolean isChoice = name.endsWith("[x]");
            String key = isChoice ? name.substring(0, name.length() - 3) : name;
            List<Alternative> alternatives = new ArrayList<>();
            for (String type : types) {
                alternatives.add(new Alternative(isChoice ? key + capital(type) : key, type));
            }
            elements.put(key, new Element(key, isChoice, List.copyOf(alternatives)));
        }
        return new Type(words[1], Kind.valueOf(words[0].toUpperCase(java.util.Locale.ROOT)), Map.copyOf(elements));
    }

    private static String capital(String type) {
        return Character.toUpperCase(type.charAt(0)) + type.substring(1);
    }
}
