package org.aliquot.server.bulk.export.order;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of elements of the root, as clients write them. */
final class ElementNames {
    private static final Pattern NAME = Pattern.compile("(?:([A-Z][A-Za-z]+)\\.)?([a-z][A-Za-z0-9]*)(?:\\[x])?");
    private static final String CHOICE = "[x]";

    private final FhirContext fhir;

    ElementNames(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * What a name means: {@code Type.element}, or {@code element} of any type. Of a choice of types the element is meant, whatever its
     * type: {@code value} by {@code valueQuantity}, too.
     *
     * @param types one of which has to have it, where the name does not say of which it is; empty: any
     * @return empty where there is no such element
     */
    Set<String> of(String name, Collection<String> types) {
        Matcher parts = NAME.matcher(name);
        Set<String> meant = new TreeSet<>();
        if (!parts.matches()) {
            return meant;
        }
        String type = parts.group(1);
        if (type == null) {
            for (String one : types.isEmpty() ? fhir.getResourceTypes() : types) {
                add(one, parts.group(2), "", meant);
            }
        } else if (fhir.getResourceTypes().contains(type)) {
            add(type, parts.group(2), type + ".", meant);
        }
        return meant;
    }

    private void add(String type, String name, String prefix, Set<String> meant) {
        for (BaseRuntimeChildDefinition child : fhir.getResourceDefinition(type).getChildren()) {
            String element = child.getElementName().replace(CHOICE, "");
            if (element.equals(name) || child.getValidChildNames().contains(name)) {
                meant.add(prefix + element);
            }
        }
    }
}
