package org.aliquot.ig;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aliquot.ig.build.GuideSources;
import org.aliquot.lab.ReasonCode;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

/** The guide's definitions and examples as FHIR's own tools judge them, warnings included. */
class DefinitionsTest {

    @Test
    void nothingToRemarkThatHasNoReason() throws IOException {
        Suppressions suppressions = Suppressions.read();
        List<String> remarks = new ArrayList<>();
        GuideSources guide = guide();
        for (Resource resource : Stream.concat(
                        guide.definitions().values().stream(), guide.examples().values().stream())
                .toList()) {
            for (SingleValidationMessage message : PackagedGuide.messages(resource)) {
                String remark = resource.getIdPart() + " " + message.getLocationString() + ": " + message.getMessage();
                if (message.getSeverity().ordinal() >= ResultSeverityEnum.WARNING.ordinal()
                        // Our own warnings are what their examples are for.
                        && !remark.contains("Constraint failed: aliquot-")
                        && !suppressions.accept(remark)) {
                    remarks.add(remark);
                }
            }
        }

        assertThat(remarks).isEmpty();
        assertThat(suppressions.unused()).as("suppressions that nothing needs").isEmpty();
    }

    @Test
    void everyRuleHasOneKeyOfItsOwnAndAnExampleThatBreaksIt() throws IOException {
        List<String> keys = constraints()
                .filter(rule -> rule.getSeverity().toCode().equals("error"))
                .map(ElementDefinitionConstraintComponent::getKey)
                .toList();

        assertThat(keys).doesNotHaveDuplicates();
        assertThat(ExamplesTest.rulesOfInvalidExamples()).containsAll(keys);
    }

    @Test
    void everyWarningRuleIsRaisedByItsExample() throws IOException {
        TreeSet<String> raised = new TreeSet<>();
        for (Resource example : guide().examples().values()) {
            PackagedGuide.messages(example).forEach(message -> raised.add(message.getMessage()));
        }
        List<String> keys = constraints()
                .filter(rule -> rule.getSeverity().toCode().equals("warning"))
                .map(ElementDefinitionConstraintComponent::getKey)
                .toList();

        assertThat(keys)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(raised).anyMatch(message -> message.contains(key + ":")));
    }

    @Test
    void findingReasonsAreThoseOfTheLabModel() throws IOException {
        CodeSystem reasons = (CodeSystem) guide().definitions().get("CodeSystem-finding-reason");

        assertThat(reasons.getConcept().stream().map(CodeSystem.ConceptDefinitionComponent::getCode))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ReasonCode.values()).map(ReasonCode::code).toList());
    }

    private static Stream<ElementDefinitionConstraintComponent> constraints() throws IOException {
        return guide().definitions().values().stream()
                .filter(StructureDefinition.class::isInstance)
                .map(StructureDefinition.class::cast)
                .flatMap(profile -> profile.getDifferential().getElement().stream())
                .flatMap(element -> element.getConstraint().stream());
    }

    private static GuideSources guide() throws IOException {
        return GuideSources.read(PackagedGuide.FHIR, Sources.FOLDER);
    }
}
