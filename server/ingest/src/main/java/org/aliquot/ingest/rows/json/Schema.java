package org.aliquot.ingest.rows.json;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import ca.uhn.fhir.context.RuntimeChildDirectResource;
import ca.uhn.fhir.context.RuntimeChildExtension;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import ca.uhn.fhir.context.RuntimeChildUndeclaredExtensionDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of R4's types as HAPI's runtime definitions have them: what its parser takes, in the order its encoder writes.
 * Names that HAPI takes but would write otherwise are left out, so that they count as unknown. Thread-safe.
 */
public final class Schema {
    private final FhirContext context;
    private final Map<BaseRuntimeElementDefinition<?>, ElementType> types = new ConcurrentHashMap<>();
    private final Map<String, ElementType> resources = new ConcurrentHashMap<>();
    private final ElementType extension;
    private final Field extensions;

    public Schema(FhirContext context) {
        this.context = context;
        this.extension = extensionType();
        this.extensions = extensionField(Part.EXTENSION.elementName(), -1);
    }

    FhirContext context() {
        return context;
    }

    /** What every element may have under {@code extension}. */
    public Field extensions() {
        return extensions;
    }

    /** Whether there is a resource type of this name. */
    boolean hasResource(String name) {
        return context.getResourceTypes().contains(name);
    }

    /** The shape of a resource; empty for a name that is none. */
    public Optional<ElementType> resource(String name) {
        ElementType known = resources.get(name);
        if (known == null && hasResource(name)) {
            known = of(context.getResourceDefinition(name));
            resources.put(name, known);
        }
        return Optional.ofNullable(known);
    }

    private ElementType of(BaseRuntimeElementCompositeDefinition<?> definition) {
        ElementType known = types.get(definition);
        return known != null ? known : types.computeIfAbsent(definition, key -> compile(definition));
    }

    private ElementType compile(BaseRuntimeElementCompositeDefinition<?> definition) {
        List<Child> children = new ArrayList<>();
        Map<String, Field> fields = new HashMap<>();
        List<Child> required = new ArrayList<>();
        Map<String, Boolean> nested = new HashMap<>();
        for (BaseRuntimeChildDefinition child : definition.getChildrenAndExtension()) {
            // HAPI writes id first, wherever it stands in the definition.
            if (child.getElementName().equals("id")) {
                continue;
            }
            if (isResource(child)) {
                nested.put(child.getElementName(), child.getMax() != 1);
                continue;
            }
            add(child, children, fields);
            if (child.getMin() > 0 || RequiredBesides.contains(definition.getName(), child.getElementName())) {
                required.add(children.get(children.size() - 1));
            }
        }
        return new ElementType(definition.getName(), children, fields, required, nested);
    }

    private static boolean isResource(BaseRuntimeChildDefinition child) {
        return child instanceof RuntimeChildContainedResources || child instanceof RuntimeChildDirectResource;
    }

    private void add(BaseRuntimeChildDefinition child, List<Child> children, Map<String, Field> fields) {
        int slot = children.size();
        boolean repeating = child.isMultipleCardinality();
        if (child instanceof RuntimeChildExtension) {
            Field field = extensionField(child.getElementName(), slot);
            fields.put(field.name(), field);
            children.add(new Child(slot, child.getElementName(), true, field));
            return;
        }
        boolean choice = child instanceof RuntimeChildChoiceDefinition;
        Field only = null;
        for (String name : choice ? child.getValidChildNames() : Set.of(child.getElementName())) {
            BaseRuntimeElementDefinition<?> target = child.getChildByName(name);
            if (choice && (repeating || !isWrittenAs(name, child, target))) {
                continue;
            }
            Field field = field(name, slot, target, child)
                    .repeating(repeating)
                    .choice(choice)
                    .build();
            fields.put(name, field);
            only = field;
        }
        // "value[x]" in HAPI's definitions, "value" in expressions.
        String elementName = child.getElementName().replace("[x]", "");
        children.add(new Child(slot, elementName, repeating, choice ? null : only));
    }

    // HAPI reads fooResource but writes fooReference; and XHTML as a value it reads but cannot write.
    private static boolean isWrittenAs(
            String name, BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> target) {
        return !target.getName().equals("xhtml")
                && name.equals(child.getChildNameByDatatype(target.getImplementingClass()));
    }

    private Field.Builder field(
            String name, int slot, BaseRuntimeElementDefinition<?> target, BaseRuntimeChildDefinition child) {
        String type = target.getName();
        if (target instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            String root = composite.getRootParentDefinition().getName();
            return Field.named(name, slot, ValueType.complex(root), type)
                    .type(() -> of(composite))
                    .targets(targetsOf(child));
        }
        Optional<Map<String, String>> systems = BoundCodes.of(child);
        if (systems.isPresent()) {
            return Field.named(name, slot, ValueType.BOUND_CODE, "code").systems(systems.get());
        }
        return Field.named(
                name,
                slot,
                ValueType.primitive(type)
                        .orElseThrow(() -> new IllegalStateException("no such primitive in R4: " + type)),
                type);
    }

    // RuntimeChildResourceDefinition is the child whose targets HAPI's DAO checks; a choice's it does not.
    private @Nullable Set<String> targetsOf(BaseRuntimeChildDefinition child) {
        if (!(child instanceof RuntimeChildResourceDefinition reference)) {
            return null;
        }
        Set<String> allowed = new HashSet<>();
        for (Class<? extends IBaseResource> target : reference.getResourceTypes()) {
            if (target.isInterface()) {
                return null;
            }
            allowed.add(context.getResourceType(target));
        }
        return Set.copyOf(allowed);
    }

    private Field extensionField(String name, int slot) {
        return Field.named(name, slot, ValueType.OTHER, "Extension")
                .repeating(true)
                .type(() -> extension)
                .build();
    }

    // HAPI's encoder has an order of its own for extensions: url, extension, value.
    private ElementType extensionType() {
        List<Child> children = new ArrayList<>();
        Map<String, Field> fields = new HashMap<>();
        Field url = Field.named("url", 0, ValueType.URI, "uri").build();
        fields.put("url", url);
        children.add(new Child(0, "url", false, url));
        Field nested = extensionField("extension", 1);
        fields.put("extension", nested);
        children.add(new Child(1, "extension", true, nested));
        RuntimeChildUndeclaredExtensionDefinition value = context.getRuntimeChildUndeclaredExtensionDefinition();
        for (String name : new TreeSet<>(value.getValidChildNames())) {
            BaseRuntimeElementDefinition<?> target = value.getChildByName(name);
            if (target != null && isWrittenAs(name, value, target)) {
                fields.put(name, field(name, 2, target, value).choice(true).build());
            }
        }
        children.add(new Child(2, "value", false, null));
        return new ElementType("Extension", children, fields, children.subList(0, 1), Map.of());
    }
}
