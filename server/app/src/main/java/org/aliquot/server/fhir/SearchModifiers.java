package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Map;
import java.util.Set;
import org.aliquot.server.search.Restrictions;
import org.hl7.fhir.r4.model.Bundle;

/**
 * Refuses searches with a modifier that is not known of their parameter, conditional requests too: {@code status:nto=final}. HAPI leaves such
 * a modifier out, and finds, or deletes, the opposite. A deletion's conditions must have values, too.
 */
@Interceptor
final class SearchModifiers {
    private static final String SEARCHING_OPERATION = "$lastn";

    private final Restrictions restrictions;
    private final Set<String> types;

    SearchModifiers(FhirContext fhir, ISearchParamRegistry parameters) {
        this.restrictions = new Restrictions(fhir, parameters);
        this.types = fhir.getResourceTypes();
    }

    /** @throws InvalidRequestException says which, and what is known of the parameter */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RestOperationTypeEnum kind, RequestDetails request) {
        String type = request.getResourceName();
        switch (kind) {
            case SEARCH_TYPE, UPDATE, PATCH -> check(type, request.getParameters());
            case DELETE -> {
                check(type, request.getParameters());
                checkDeletion(type, request.getParameters());
            }
            case CREATE -> check(type, request.getHeader(Constants.HEADER_IF_NONE_EXIST));
            case EXTENDED_OPERATION_TYPE -> {
                if (SEARCHING_OPERATION.equals(request.getOperation())) {
                    check(type, request.getParameters());
                }
            }
            case TRANSACTION -> {
                if (request.getResource() instanceof Bundle bundle) {
                    bundle.getEntry().forEach(entry -> check(entry.getRequest()));
                }
            }
            default -> {}
        }
    }

    private void check(Bundle.BundleEntryRequestComponent entry) {
        String[] url = String.valueOf(entry.getUrl()).replaceFirst("^/", "").split("\\?", 2);
        if (entry.getMethod() == Bundle.HTTPVerb.POST) {
            check(url[0], entry.getIfNoneExist());
        } else if (url.length > 1 && entry.getMethod() != Bundle.HTTPVerb.GET) {
            // Those that read come by as requests of their own.
            check(url[0], url[1]);
            if (entry.getMethod() == Bundle.HTTPVerb.DELETE) {
                checkDeletion(url[0], UrlUtil.parseQueryString(url[1]));
            }
        }
    }

    /** A condition without a value restricts nothing: more would be deleted than was meant. */
    private void checkDeletion(String type, Map<String, String[]> conditions) {
        if (!types.contains(type)) {
            return;
        }
        conditions.forEach((name, values) -> {
            if (name != null && !name.startsWith("_")) {
                for (String value : values) {
                    restrictions.check(type, name, value);
                }
            }
        });
    }

    private void check(String type, String query) {
        if (query != null) {
            check(type, UrlUtil.parseQueryString(query.replaceFirst("^[^?]*\\?", "")));
        }
    }

    private void check(String type, Map<String, String[]> parameters) {
        if (!types.contains(type)) {
            // HAPI says so.
            return;
        }
        parameters.forEach((name, values) -> {
            if (name != null && name.contains(":")) {
                for (String value : values) {
                    restrictions.checkModifier(type, name, value);
                }
            }
        });
    }
}
