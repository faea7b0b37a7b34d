package org.aliquot.server.auth.access;

import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.server.auth.scope.Category;
import org.hl7.fhir.instance.model.api.IBaseCoding;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * The labels ({@code meta.security}) of what not everyone who may see results may see: HIV, genetics, colleagues. Which they are
 * is the laboratory's policy; without one nothing is sensitive.
 */
public final class Sensitive {
    /** No policy. */
    public static final Sensitive NONE = new Sensitive(List.of());

    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private final Set<Category> labels = new TreeSet<>();

    /** @param labels {@code system|code}; a code alone is one of HL7's Confidentiality, such as R or V */
    public Sensitive(List<String> labels) {
        for (String label : labels) {
            int bar = label.lastIndexOf('|');
            this.labels.add(
                    bar < 0
                            ? new Category(CONFIDENTIALITY, label)
                            : new Category(label.substring(0, bar), label.substring(bar + 1)));
        }
    }

    boolean isAny() {
        return !labels.isEmpty();
    }

    public boolean isLabelled(IBaseResource resource) {
        for (IBaseCoding label : resource.getMeta().getSecurity()) {
            if (label.getSystem() != null
                    && label.getCode() != null
                    && labels.contains(new Category(label.getSystem(), label.getCode()))) {
                return true;
            }
        }
        return false;
    }

    /** What a search asks for in {@code _security} to find none of them: one parameter for each. */
    public List<TokenParam> excluding() {
        return labels.stream()
                .map(label -> new TokenParam(label.system(), label.code()).setModifier(TokenParamModifier.NOT))
                .toList();
    }

    /** The same as part of a URL. */
    String excludingInUrl() {
        StringBuilder parameters = new StringBuilder();
        labels.forEach(label -> parameters.append("&_security:not=").append(label));
        return parameters.toString();
    }
}
