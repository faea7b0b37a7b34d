package org.aliquot.server.bulk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.aliquot.server.audit.http.Trail;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;

/**
 * What a request says: its URL, and the Parameters in its body. Of operations whose body HAPI leaves alone ({@code manualRequest}).
 */
public final class RequestParameters {
    private RequestParameters() {}

    public static Map<String, List<String>> of(ServletRequestDetails request, FhirContext fhir) throws IOException {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        request.getParameters()
                .forEach((name, values) -> values(parameters, name).addAll(List.of(values)));
        if (request.getRequestType() == RequestTypeEnum.POST) {
            read(request, fhir, parameters);
        }
        return parameters;
    }

    private static void read(ServletRequestDetails request, FhirContext fhir, Map<String, List<String>> into)
            throws IOException {
        byte[] body;
        try (InputStream stream = request.getServletRequest().getInputStream()) {
            body = stream.readAllBytes();
        }
        if (body.length == 0) {
            return;
        }
        String type = Objects.toString(request.getServletRequest().getContentType(), "");
        if (type.startsWith("application/x-www-form-urlencoded")) {
            // The container has read it already, where it has not been read here.
            return;
        }
        Parameters parameters;
        try {
            String text = new String(body, StandardCharsets.UTF_8);
            parameters = (type.contains("xml") ? fhir.newXmlParser() : fhir.newJsonParser())
                    .parseResource(Parameters.class, text);
        } catch (DataFormatException | ClassCastException e) {
            throw new InvalidRequestException("the body: expected a Parameters resource, " + e.getMessage());
        }
        StringJoiner asked = new StringJoiner("&");
        for (ParametersParameterComponent parameter : parameters.getParameter()) {
            if (!parameter.hasName()) {
                throw new InvalidRequestException("a parameter in the body has no name");
            }
            String value = parameter.getValue() instanceof Reference reference
                    ? reference.getReference()
                    : parameter.hasValue() && parameter.getValue().isPrimitive()
                            ? parameter.getValue().primitiveValue()
                            : null;
            if (value == null) {
                throw new InvalidRequestException(
                        "parameter " + parameter.getName() + ": expected a primitive value or a Reference");
            }
            values(into, parameter.getName()).add(value);
            asked.add(parameter.getName() + "=" + value);
        }
        Trail.asked(request.getServletRequest(), asked.toString());
    }

    private static List<String> values(Map<String, List<String>> parameters, String name) {
        return parameters.computeIfAbsent(name, missing -> new ArrayList<>());
    }
}
