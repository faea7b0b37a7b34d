package org.aliquot.ingest.rows.json;

import java.util.Set;

/**
 * Elements that R4's StructureDefinitions require and HAPI's definitions do not: HAPI's classes of definitions inherit these
 * elements from one class, where they are optional. A test compares the two for all types.
 */
final class RequiredBesides {
    private static final Set<String> ELEMENTS = Set.of(
            "CapabilityStatement.date",
            "ChargeItemDefinition.url",
            "CompartmentDefinition.name",
            "CompartmentDefinition.url",
            "GraphDefinition.name",
            "ImplementationGuide.name",
            "ImplementationGuide.url",
            "MessageDefinition.date",
            "NamingSystem.date",
            "NamingSystem.name",
            "OperationDefinition.name",
            "SearchParameter.description",
            "SearchParameter.name",
            "SearchParameter.url",
            "StructureDefinition.name",
            "StructureDefinition.url",
            "StructureMap.name",
            "StructureMap.url",
            "TerminologyCapabilities.date",
            "TestScript.name",
            "TestScript.url");

    private RequiredBesides() {}

    static boolean contains(String type, String elementName) {
        return ELEMENTS.contains(type + "." + elementName);
    }
}
