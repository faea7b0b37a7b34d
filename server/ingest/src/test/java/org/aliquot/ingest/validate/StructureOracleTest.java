package org.aliquot.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.hapi.SpecificationExamples;
import org.aliquot.ingest.rows.json.Child;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Schema;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.junit.jupiter.api.Test;

/** The specification itself says what has to be there; its examples are right. */
class StructureOracleTest {
    private static final FhirContext CONTEXT = FhirContext.forR4Cached();
    private static final Schema SCHEMA = new Schema(CONTEXT);

    // The specification's own mistakes: questionnaires that its publisher made of profiles, with groups without linkId;
    // and
    // search parameters of extensions, without the type they are
    // for; and a file that is no resource.
    private static final Predicate<String> KNOWN_TO_BE_BROKEN = Pattern.compile(
                    "/json/spec/[\\w-]+-questionnaire\\.json: Questionnaire\\..*linkId: is missing.*"
                            + "|/json/spec/[\\w-]+-questionnaire\\.json: more faults.*"
                            + "|/json/spec/(valueset-extensions-ValueSet|codesystem-extensions-CodeSystem)-\\w+\\.json: SearchParameter\\.base: is missing.*"
                            + "|/json/spec/package-min-ver\\.json: no resourceType.*")
            .asMatchPredicate();

    @Test
    void everyExampleOfTheSpecificationHasItsStructure() throws Exception {
        Structure structure = new Structure(SCHEMA);
        List<String> wrong = new ArrayList<>();
        for (SpecificationExamples.Example example : SpecificationExamples.all()) {
            try {
                structure.faults(example.json()).forEach(fault -> wrong.add(example.name() + ": " + fault));
            } catch (LineRefusedException e) {
                wrong.add(example.name() + ": " + e.getMessage());
            }
        }

        wrong.removeIf(KNOWN_TO_BE_BROKEN);
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsRequiredIsWhatTheStructureDefinitionsRequire() {
        Set<String> ours = new TreeSet<>();
        Set<String> specification = new TreeSet<>();
        for (var definition :
                Objects.requireNonNull(new DefaultProfileValidationSupport(CONTEXT).fetchAllStructureDefinitions())) {
            StructureDefinition type = (StructureDefinition) definition;
            boolean isType = type.getKind() == StructureDefinitionKind.RESOURCE
                    || type.getKind() == StructureDefinitionKind.COMPLEXTYPE;
            if (isType && type.getDerivation() == TypeDerivationRule.SPECIALIZATION && !type.getAbstract()) {
                shape(type.getType()).ifPresent(shape -> {
                    ours.addAll(required(shape, type));
                    specification.addAll(required(type));
                });
            }
        }

        assertThat(specification).hasSizeGreaterThan(500);
        assertThat(ours).isEqualTo(specification);
    }

    private static Optional<ElementType> shape(String type) {
        Optional<ElementType> resource = SCHEMA.resource(type);
        if (resource.isPresent()) {
            return resource;
        }
        if (type.equals("ElementDefinition")) {
            return SCHEMA.resource("StructureDefinition")
                    .map(definition ->
                            definition.field("snapshot").type().field("element").type());
        }
        ElementType extension =
                SCHEMA.resource("Patient").orElseThrow().field("extension").type();
        return Optional.ofNullable(extension.field("value" + type)).map(Field::type);
    }

    private static Set<String> required(StructureDefinition type) {
        Set<String> required = new TreeSet<>();
        for (ElementDefinition element : type.getSnapshot().getElement()) {
            if (element.getMin() > 0 && element.getPath().contains(".")) {
                required.add(element.getPath());
            }
        }
        return required;
    }

    // The paths a snapshot has: it goes into backbone elements, not into datatypes.
    private static Set<String> required(ElementType shape, StructureDefinition type) {
        Set<String> required = new TreeSet<>();
        for (ElementDefinition element : type.getSnapshot().getElement()) {
            String path = element.getPath();
            ElementType at = shape;
            String[] names = path.split("\\.");
            for (int i = 1; i < names.length - 1 && at != null; i++) {
                var field = at.field(names[i]);
                at = field == null ? null : field.type();
            }
            if (at != null && names.length > 1) {
                String name = names[names.length - 1].replace("[x]", "");
                at.requiredChildren().stream()
                        .map(Child::elementName)
                        .filter(name::equals)
                        .findFirst()
                        .ifPresent(found -> required.add(path));
            }
        }
        return required;
    }
}
