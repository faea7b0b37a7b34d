package org.aliquot.server.oracle;

import java.util.List;
import java.util.Set;
import org.aliquot.server.oracle.corpus.SpecificationExamples;
import org.aliquot.server.oracle.corpus.Step;

/** The examples of the R4 specification; in the sample without definitions and terminology, which are many and large. */
class SpecificationExamplesOracleTest extends Equivalence {
    private static final Set<String> DEFINITIONS = Set.of(
            "ActivityDefinition",
            "CapabilityStatement",
            "ChargeItemDefinition",
            "CodeSystem",
            "CompartmentDefinition",
            "ConceptMap",
            "ExampleScenario",
            "GraphDefinition",
            "ImplementationGuide",
            "Library",
            "Measure",
            "MessageDefinition",
            "NamingSystem",
            "OperationDefinition",
            "PlanDefinition",
            "Questionnaire",
            "SearchParameter",
            "StructureDefinition",
            "StructureMap",
            "Subscription",
            "TerminologyCapabilities",
            "TestScript",
            "ValueSet");

    @Override
    List<Step> steps() {
        return SpecificationExamples.steps(this::isSearched);
    }

    @Override
    boolean isSearched(String type) {
        return Scale.asked() == Scale.FULL || !DEFINITIONS.contains(type);
    }
}
