package org.aliquot.ingest.validate;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.fhirpath.Node;
import org.aliquot.ingest.validate.fhirpath.Scope;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;

/**
 * The rules of some profiles for resources that claim one of them in {@code meta.profile} (FHIR R4 profiling.html 5.1.0.14):
 * compiled once, without HAPI's model. A resource that claims none passes. Thread-safe.
 *
 * <p>Not looked at: what {@link #notCompiled} names, invariants of R4 itself, datatypes' profiles, the inside of extensions.
 */
public final class ProfileCheck implements LineCheck {
    private final FhirContext context;
    private final Schema schema;
    private final Map<String, ProfileRules> profiles = new HashMap<>();

    /**
     * @param definitions the profiles; one may be based on another of them
     * @param codes of a value set by its URL, each as {@code system|code}; empty where they cannot be listed
     */
    public ProfileCheck(
            FhirContext context, List<StructureDefinition> definitions, Function<String, Optional<Set<String>>> codes) {
        this.context = context;
        this.schema = new Schema(context);
        Map<String, StructureDefinition> byUrl = new HashMap<>();
        definitions.stream()
                .filter(definition -> definition.getDerivation() == TypeDerivationRule.CONSTRAINT)
                .filter(definition -> schema.resource(definition.getType()).isPresent())
                .forEach(definition -> byUrl.put(definition.getUrl(), definition));
        byUrl.values().forEach(definition -> compile(definition, byUrl, codes));
    }

    private ProfileRules compile(
            StructureDefinition definition,
            Map<String, StructureDefinition> byUrl,
            Function<String, Optional<Set<String>>> codes) {
        ProfileRules known = profiles.get(definition.getUrl());
        if (known != null) {
            return known;
        }
        ProfileRules rules = new ProfileCompiler(context, codes).compile(definition);
        StructureDefinition base = byUrl.get(definition.getBaseDefinition());
        if (base != null) {
            rules = ProfileRules.of(definition.getUrl(), compile(base, byUrl, codes), rules);
        }
        profiles.put(definition.getUrl(), rules);
        return rules;
    }

    /** What of each profile, by URL, is left to HAPI's validator or its FHIRPath engine. */
    public Map<String, List<String>> notCompiled() {
        Map<String, List<String>> all = new TreeMap<>();
        profiles.values().stream()
                .filter(rules -> !rules.notCompiled().isEmpty())
                .forEach(rules -> all.put(rules.url(), rules.notCompiled()));
        return all;
    }

    /** How many profiles there are. */
    public int size() {
        return profiles.size();
    }

    @Override
    public void check(byte[] json) throws LineRefusedException {
        JsonNode tree = JsonTree.of(json);
        JsonNode claims = tree.path("meta").path("profile");
        Faults faults = new Faults();
        Scope scope = null;
        for (JsonNode claim : claims) {
            ProfileRules rules = profiles.get(withoutVersion(claim.asText()));
            if (rules != null) {
                scope = scope == null ? new Scope(Node.resource(schema, tree)) : scope;
                check(rules, scope, json, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new LineRefusedException(faults.all());
        }
    }

    private void check(ProfileRules rules, Scope scope, byte[] json, Faults faults) {
        String type = scope.resource().typeName();
        if (!type.equals(rules.type())) {
            faults.add(Kind.STRUCTURE, Place.at(type).child("meta").child("profile"), "names one of " + rules.type());
            return;
        }
        List<ProfileRules.EngineInvariant> left = rules.check(scope, faults);
        if (!left.isEmpty()) {
            IBaseResource resource = context.newJsonParser().parseResource(new String(json, UTF_8));
            for (ProfileRules.EngineInvariant invariant : left) {
                EngineRules.check(context, resource, rules.type(), invariant, faults);
            }
        }
    }

    private static String withoutVersion(String canonical) {
        int bar = canonical.indexOf('|');
        return bar < 0 ? canonical : canonical.substring(0, bar);
    }
}
