package org.aliquot.server.audit.http;

import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.UrlUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;

/** What a request asks, in its URL and in its body; not what it brings to be stored. */
final class Question {
    private static final String IF_NONE_EXIST = "If-None-Exist";
    private static final String FORM = "application/x-www-form-urlencoded";
    /** More bytes, or more of them, than stand in an entry in the end. */
    private static final int LONGEST_BODY = 1 << 16;

    private static final int MOST_PARTS = 1_000;

    private Question() {}

    /** As it could be asked again, whether it came as GET or POST. */
    static String url(RequestDetails request) {
        String parameters = parameters(request);
        String url = request.getFhirServerBase() + "/" + request.getRequestPath();
        String condition = request.getHeader(IF_NONE_EXIST);
        if (parameters.isEmpty() && condition != null) {
            return url + "?" + condition;
        }
        return parameters.isEmpty() ? url : url + "?" + parameters;
    }

    static String parameters(RequestDetails request) {
        StringJoiner parameters = new StringJoiner("&");
        for (Map.Entry<String, String[]> parameter : request.getParameters().entrySet()) {
            for (String value : parameter.getValue()) {
                parameters.add(UrlUtil.escapeUrlParam(parameter.getKey()) + "=" + UrlUtil.escapeUrlParam(value));
            }
        }
        return parameters.toString();
    }

    static boolean isForm(RequestDetails request) {
        return request.getRequestType() == RequestTypeEnum.POST
                && Objects.toString(request.getHeader("Content-Type"), "")
                        .toLowerCase(Locale.ROOT)
                        .startsWith(FORM);
    }

    /** What the body asks, where it asks: GraphQL, parameters of an operation without the resources among them, a Bundle's URLs. */
    static Optional<String> body(RequestDetails request) {
        if (request.getRequestType() != RequestTypeEnum.POST) {
            return Optional.empty();
        }
        if (request.getRestOperationType() == RestOperationTypeEnum.GRAPHQL_REQUEST) {
            byte[] body = request.loadRequestContents();
            return Optional.of(new String(body, 0, Math.min(body.length, LONGEST_BODY), StandardCharsets.UTF_8));
        }
        if (request.getResource() instanceof Parameters parameters) {
            Parameters plain = new Parameters();
            plain.setParameter(withoutResources(parameters.getParameter()));
            return Optional.of(request.getFhirContext().newJsonParser().encodeResourceToString(plain));
        }
        if (request.getResource() instanceof Bundle bundle
                && request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION) {
            return Optional.of(bundle.getEntry().stream()
                    .limit(MOST_PARTS)
                    .map(entry -> entry.getRequest().getMethodElement().getValueAsString() + " "
                            + entry.getRequest().getUrl())
                    .collect(Collectors.joining("\n")));
        }
        return Optional.empty();
    }

    private static List<ParametersParameterComponent> withoutResources(List<ParametersParameterComponent> list) {
        return list.stream()
                .limit(MOST_PARTS)
                .map(one -> {
                    ParametersParameterComponent plain = new ParametersParameterComponent();
                    plain.setName(one.getName());
                    plain.setValue(one.getValue());
                    plain.setPart(withoutResources(one.getPart()));
                    return plain;
                })
                .toList();
    }
}
