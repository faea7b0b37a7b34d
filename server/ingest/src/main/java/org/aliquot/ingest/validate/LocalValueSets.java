package org.aliquot.ingest.validate;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.ValueSetExpansionOutcome;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;

/** Value sets that can be listed without asking anybody. */
public final class LocalValueSets {
    /** Larger ones are no lists to hold a code against. */
    private static final int MOST_CODES = 2000;

    private final IValidationSupport support;

    public LocalValueSets(IValidationSupport support) {
        this.support = Objects.requireNonNull(support, "support");
    }

    /** The codes, each as {@code system|code}; empty where they are not known, or too many. */
    public Optional<Set<String>> codes(String url) {
        int bar = url.indexOf('|');
        if (!(support.fetchValueSet(bar < 0 ? url : url.substring(0, bar)) instanceof ValueSet valueSet)) {
            return Optional.empty();
        }
        ValueSetExpansionOutcome outcome =
                support.expandValueSet(new ValidationSupportContext(support), null, valueSet);
        if (outcome == null || !(outcome.getValueSet() instanceof ValueSet expanded)) {
            return Optional.empty();
        }
        Set<String> codes = new HashSet<>();
        add(expanded.getExpansion().getContains(), codes);
        return codes.isEmpty() || codes.size() > MOST_CODES ? Optional.empty() : Optional.of(Set.copyOf(codes));
    }

    private static void add(List<ValueSetExpansionContainsComponent> contains, Set<String> codes) {
        for (ValueSetExpansionContainsComponent one : contains) {
            if (one.hasCode() && !one.getAbstract()) {
                codes.add(one.getSystem() + "|" + one.getCode());
            }
            add(one.getContains(), codes);
        }
    }
}
