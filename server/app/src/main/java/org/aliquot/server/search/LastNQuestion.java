package org.aliquot.server.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ParameterUtil;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;

/**
 * Which Observations {@code $lastn} is asked about, by its URL and by the Parameters in its body (FHIR R4, operations.html §3.2.0.2). What
 * cannot be applied is refused: an answer without it tells of results that nobody asked for, other patients' among them.
 */
final class LastNQuestion {
    private static final String TYPE = "Observation";

    /** Said elsewhere, or about how the answer is written. */
    private static final Set<String> NO_CONDITIONS =
            Set.of("max", "_format", "_pretty", "_summary", "_elements", "_total");

    private final Restrictions restrictions;

    LastNQuestion(Restrictions restrictions) {
        this.restrictions = restrictions;
    }

    /** @return the search, {@code Observation?…} */
    String asSearch(RequestDetails request) {
        Map<String, List<String>> conditions = new LinkedHashMap<>();
        request.getParameters().forEach((name, values) -> at(conditions, name).addAll(List.of(values)));
        if (request.getResource() instanceof Parameters body) {
            for (ParametersParameterComponent parameter : body.getParameter()) {
                if (!parameter.hasName()) {
                    throw new InvalidRequestException("$lastn: a parameter in the body has no name");
                }
                at(conditions, parameter.getName()).add(value(parameter));
            }
        }
        StringJoiner search = new StringJoiner("&", TYPE + "?", "");
        conditions.forEach((name, values) -> {
            if (NO_CONDITIONS.contains(name)) {
                return;
            }
            restrictions.requireKnown(TYPE, name);
            for (String value : values) {
                restrictions.check(TYPE, name, value);
                search.add(UrlUtil.escapeUrlParam(name) + "=" + UrlUtil.escapeUrlParam(value));
            }
        });
        return search.toString();
    }

    private static List<String> at(Map<String, List<String>> conditions, String name) {
        return conditions.computeIfAbsent(name, first -> new ArrayList<>());
    }

    private static String value(ParametersParameterComponent parameter) {
        Type value = parameter.getValue();
        if (value instanceof Reference reference && reference.hasReference()) {
            return reference.getReference();
        }
        if (value instanceof Coding coding && coding.hasCode()) {
            return token(coding);
        }
        if (value instanceof CodeableConcept concept
                && concept.hasCoding()
                && concept.getCoding().stream().allMatch(Coding::hasCode)) {
            return concept.getCoding().stream().map(LastNQuestion::token).collect(Collectors.joining(","));
        }
        if (value != null && value.isPrimitive() && value.primitiveValue() != null) {
            return value.primitiveValue();
        }
        throw new InvalidRequestException(
                "$lastn: parameter " + parameter.getName() + ": expected a primitive value, a Reference, or a code");
    }

    private static String token(Coding coding) {
        String code = ParameterUtil.escape(coding.getCode());
        return coding.hasSystem() ? ParameterUtil.escape(coding.getSystem()) + "|" + code : code;
    }
}
