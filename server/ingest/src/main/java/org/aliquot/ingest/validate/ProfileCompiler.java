package org.aliquot.ingest.validate;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.validate.fhirpath.Expression;
import org.aliquot.ingest.validate.fhirpath.Node;
import org.aliquot.ingest.validate.fhirpath.UnsupportedExpressionException;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.ConstraintSeverity;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.Type;

/** Compiles the differential of one profile: counts, slices told apart by a pattern, value set or URL, values, invariants. */
final class ProfileCompiler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Predicate<Node> ANY = node -> true;

    private final FhirContext context;
    private final Function<String, Optional<Set<String>>> codes;
    private final List<ElementRule> rules = new ArrayList<>();
    private final List<String> notCompiled = new ArrayList<>();
    private final List<ProfileRules.EngineInvariant> byEngine = new ArrayList<>();

    /** @param codes of a value set, each as {@code system|code}; empty where they cannot be listed */
    ProfileCompiler(FhirContext context, Function<String, Optional<Set<String>>> codes) {
        this.context = context;
        this.codes = codes;
    }

    /** The rules of the profile itself; those of what it is based on are not among them. */
    ProfileRules compile(StructureDefinition profile) {
        for (ElementDefinition element : profile.getDifferential().getElement()) {
            if (element.getId().contains(":")) {
                slice(element);
            } else {
                element(element);
            }
        }
        return new ProfileRules(profile.getUrl(), profile.getType(), rules, notCompiled, byEngine);
    }

    private void element(ElementDefinition element) {
        List<String> path = path(element.getId());
        if (!path.isEmpty() && (element.hasMin() || element.hasMax())) {
            count(element, path, last(path), ANY);
        }
        value(element)
                .ifPresent(test ->
                        rules.add(new ElementRule.Must(path, Kind.VALUE, "is not what the profile fixes", test)));
        if (isRequired(element)) {
            binding(element)
                    .ifPresent(
                            test -> rules.add(new ElementRule.Must(path, Kind.CODE_INVALID, outside(element), test)));
        }
        for (ElementDefinitionConstraintComponent constraint : element.getConstraint()) {
            if (constraint.getSeverity() == ConstraintSeverity.ERROR) {
                invariant(path, constraint);
            }
        }
    }

    // A slice of elements that are told apart by themselves.
    private void slice(ElementDefinition element) {
        String id = element.getId();
        List<String> path = path(id.replaceAll(":[^.]*", ""));
        boolean isItself = id.indexOf(':') > id.lastIndexOf('.');
        if (!isItself || !element.getConstraint().isEmpty()) {
            notCompiled.add(id);
            return;
        }
        Optional<Predicate<Node>> test =
                value(element).or(() -> isRequired(element) ? binding(element) : Optional.empty());
        if (test.isEmpty()) {
            test = extensionOf(element);
        }
        if (test.isEmpty()) {
            notCompiled.add(id);
        } else if (element.hasMin() || element.hasMax()) {
            count(element, path, last(path) + id.substring(id.indexOf(':')), test.get());
        }
    }

    private void count(ElementDefinition element, List<String> path, String label, Predicate<Node> slice) {
        int least = element.hasMin() ? element.getMin() : 0;
        int most = !element.hasMax() || element.getMax().equals("*")
                ? Integer.MAX_VALUE
                : Integer.parseInt(element.getMax());
        rules.add(new ElementRule.Count(path.subList(0, path.size() - 1), last(path), label, least, most, slice));
    }

    private Optional<Predicate<Node>> value(ElementDefinition element) {
        if (element.hasFixed()) {
            return Optional.of(Values.fixed(json(element.getFixed())));
        }
        return element.hasPattern() ? Optional.of(Values.pattern(json(element.getPattern()))) : Optional.empty();
    }

    private JsonNode json(Type value) {
        try {
            return value instanceof PrimitiveType<?> primitive
                    ? JSON.getNodeFactory().textNode(primitive.getValueAsString())
                    : JSON.readTree(context.newJsonParser().encodeToString((IBase) value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of a profile cannot be written", e);
        }
    }

    private static boolean isRequired(ElementDefinition element) {
        return element.hasBinding() && element.getBinding().getStrength() == BindingStrength.REQUIRED;
    }

    private Optional<Predicate<Node>> binding(ElementDefinition element) {
        Optional<Predicate<Node>> test =
                codes.apply(element.getBinding().getValueSet()).map(Values::bound);
        if (test.isEmpty()) {
            notCompiled.add(element.getId() + ": " + element.getBinding().getValueSet());
        }
        return test;
    }

    private static String outside(ElementDefinition element) {
        return "has no code of " + element.getBinding().getValueSet();
    }

    private static Optional<Predicate<Node>> extensionOf(ElementDefinition element) {
        if (element.getType().size() != 1
                || !element.getTypeFirstRep().getCode().equals("Extension")
                || element.getTypeFirstRep().getProfile().size() != 1) {
            return Optional.empty();
        }
        String url = element.getTypeFirstRep().getProfile().get(0).getValue();
        return Optional.of(
                node -> node.json() != null && node.json().path("url").asText().equals(url));
    }

    private void invariant(List<String> path, ElementDefinitionConstraintComponent constraint) {
        try {
            Expression expression = Expression.compile(constraint.getExpression());
            rules.add(new ElementRule.Invariant(path, constraint.getKey(), constraint.getHuman(), expression));
        } catch (UnsupportedExpressionException e) {
            notCompiled.add(constraint.getKey() + " (" + e.getMessage() + "), which HAPI's engine evaluates");
            byEngine.add(ProfileRules.EngineInvariant.of(
                    path, constraint.getKey(), constraint.getHuman(), constraint.getExpression()));
        }
    }

    private static List<String> path(String id) {
        String[] names = id.replace("[x]", "").split("\\.");
        return List.of(names).subList(1, names.length);
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }
}
