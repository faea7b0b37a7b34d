package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition.ChildTypeEnum;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildAny;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aliquot.resource.parquet.Element;

/**
 * What R4's types are made of, for tables of resources.
 *
 * <p>JSON stays: extensions, resources within resources, a structure within one of its own kind ({@code Questionnaire.item.item}), the
 * structures that an open choice may hold ({@code Task.input.value[x]}), and the identifier of a Reference, which in full would make every
 * reference five times as wide.
 */
final class ResourceElements {
    private static final Set<String> OPEN = Set.of("extension", "modifierExtension", "contained");

    private final FhirContext fhir;

    ResourceElements(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** Of a resource type, in the order of its definition. */
    List<Element> of(String type) {
        return parts(fhir.getResourceDefinition(type), List.of(type));
    }

    private List<Element> parts(BaseRuntimeElementCompositeDefinition<?> whole, List<String> within) {
        List<Element> parts = new ArrayList<>();
        for (BaseRuntimeChildDefinition child : whole.getChildren()) {
            String name = child.getElementName();
            boolean isChoice = child instanceof RuntimeChildChoiceDefinition || child instanceof RuntimeChildAny;
            if (OPEN.contains(name)) {
                parts.add(Element.of(name, Element.Kind.JSON, false));
            } else if (name.equals("id") && within.size() > 1) {
                // Of an element: seldom there, and then kept with what has no column.
                continue;
            } else if (isChoice) {
                child.getValidChildNames().stream()
                        .sorted()
                        .forEach(key -> parts.add(element(whole, child, key, within)));
            } else {
                parts.add(element(whole, child, name, within));
            }
        }
        return parts;
    }

    private Element element(
            BaseRuntimeElementCompositeDefinition<?> whole,
            BaseRuntimeChildDefinition child,
            String key,
            List<String> within) {
        boolean isList = child.getMax() != 1;
        BaseRuntimeElementDefinition<?> definition = child.getChildByName(key);
        if (!(definition instanceof BaseRuntimeElementCompositeDefinition<?> structure)
                || definition.getChildType() == ChildTypeEnum.RESOURCE) {
            return definition == null || definition.getChildType() == ChildTypeEnum.RESOURCE
                    ? Element.of(key, Element.Kind.JSON, isList)
                    : Element.of(key, primitive(definition.getName()), isList);
        }
        String kind = structure.getImplementingClass().getSimpleName();
        boolean isIdentifierOfReference = whole.getName().equals("Reference") && key.equals("identifier");
        if (child instanceof RuntimeChildAny || within.contains(kind) || isIdentifierOfReference) {
            return Element.of(key, Element.Kind.JSON, isList);
        }
        List<String> inside = new ArrayList<>(within);
        inside.add(kind);
        return new Element(key, Element.Kind.GROUP, isList, parts(structure, inside));
    }

    private static Element.Kind primitive(String type) {
        return switch (type) {
            case "decimal" -> Element.Kind.DECIMAL;
            case "integer" -> Element.Kind.INTEGER;
            case "positiveInt", "unsignedInt" -> Element.Kind.COUNT;
            case "boolean" -> Element.Kind.BOOLEAN;
            case "dateTime", "instant" -> Element.Kind.TIME;
            case "base64Binary" -> Element.Kind.BYTES;
            default -> Element.Kind.TEXT;
        };
    }
}
