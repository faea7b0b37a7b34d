package org.aliquot.ingest.rows.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an element of one type may have, in the order in which HAPI writes it. */
public final class ElementType {
    private final String name;
    private final Child[] children;
    private final Map<String, Field> fields;
    private final Map<String, Child> childrenByName;
    private final int[] parts = new int[Part.values().length];
    private final Map<String, List<Field>> names = new HashMap<>();
    private final Child[] required;
    private final Map<String, Boolean> nested;

    /**
     * @param required children that R4 wants at least once
     * @param nested names whose values are whole resources, and whether they are arrays
     */
    ElementType(
            String name,
            List<Child> children,
            Map<String, Field> fields,
            List<Child> required,
            Map<String, Boolean> nested) {
        this.name = name;
        this.required = required.toArray(Child[]::new);
        this.nested = Map.copyOf(nested);
        this.children = children.toArray(Child[]::new);
        this.fields = Map.copyOf(fields);
        this.childrenByName = new HashMap<>();
        children.forEach(child -> childrenByName.put(child.elementName(), child));
        children.forEach(child -> names.put(child.elementName(), fieldsOf(child)));
        for (Part part : Part.values()) {
            Child child = childrenByName.get(part.elementName());
            parts[part.ordinal()] = child == null ? -1 : child.slot();
        }
    }

    public String name() {
        return name;
    }

    /** Not to be changed: an array because it is walked for every element of every resource. */
    Child[] children() {
        return children;
    }

    /** By its name in JSON, {@code valueQuantity}; null for one that this type does not have. */
    public @Nullable Field field(String jsonName) {
        return fields.get(jsonName);
    }

    /** What R4 wants at least once (ElementDefinition.min). */
    public List<Child> requiredChildren() {
        return List.of(required);
    }

    /** Not to be changed; see {@link #children}. */
    Child[] required() {
        return required;
    }

    /** Whether values under this name are whole resources: {@code contained}, {@code Bundle.entry.resource}. */
    public boolean isNested(String jsonName) {
        return nested.containsKey(jsonName);
    }

    /** Of a name that {@link #isNested}: whether JSON has an array. */
    public boolean isNestedArray(String jsonName) {
        return nested.getOrDefault(jsonName, false);
    }

    /** By the name expressions use. */
    public Optional<Child> child(String elementName) {
        return Optional.ofNullable(childrenByName.get(elementName));
    }

    /** The names that JSON may have for a child, by the name that expressions use. */
    public List<Field> namesOf(String elementName) {
        return names.getOrDefault(elementName, List.of());
    }

    /** All names of a choice. */
    public List<Field> fieldsOf(Child child) {
        return fields.values().stream()
                .filter(field -> field.slot() == child.slot())
                .toList();
    }

    boolean isExtension() {
        return name.equals("Extension");
    }

    int slotOf(Part part) {
        return parts[part.ordinal()];
    }

    @Override
    public String toString() {
        return name;
    }
}
