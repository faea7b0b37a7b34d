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
import org.aliquot.server.fhir.limit.ConditionalDeletes;
import org.aliquot.server.search.Restrictions;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Refuses searches with a modifier that is not known of their parameter, conditional requests too: {@code status:nto=final}. HAPI leaves such
 * a modifier out, and finds, or deletes, the opposite.
 *
 * <p>Of a condition on which something is written or deleted every parameter must be known, too, and have a value: HAPI leaves out the
 * others, {@code _lastupdated=lt2020} and {@code identifier=}, and deletes whatever the rest of the condition matches, or all there is.
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
            case SEARCH_TYPE -> check(type, request.getParameters());
            case UPDATE, PATCH, DELETE -> {
                if (request.getId() == null) {
                    checkCondition(type, request.getParameters());
                }
            }
            case CREATE -> checkCondition(type, request.getHeader(Constants.HEADER_IF_NONE_EXIST));
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
        String url = String.valueOf(entry.getUrl());
        String type = url.replaceFirst("^/", "").split("[/?]", 2)[0];
        if (entry.getMethod() == Bundle.HTTPVerb.POST) {
            checkCondition(type, entry.getIfNoneExist());
        } else if (url.contains("?") && entry.getMethod() != Bundle.HTTPVerb.GET && !ConditionalDeletes.isOfOne(url)) {
            // Those that read come by as requests of their own.
            checkCondition(type, url);
        }
    }

    private void checkCondition(String type, @Nullable String query) {
        if (query != null) {
            checkCondition(type, UrlUtil.parseQueryString(query.replaceFirst("^[^?]*\\?", "")));
        }
    }

    private void checkCondition(String type, Map<String, String[]> conditions) {
        if (!types.contains(type)) {
            // HAPI says so.
            return;
        }
        conditions.forEach((name, values) -> {
            if (ConditionalDeletes.saysHowToAnswer(name)) {
                return;
            }
            restrictions.requireKnown(type, name);
            for (String value : values) {
                restrictions.check(type, name, value);
            }
        });
    }

    private void check(String type, Map<String, String[]> parameters) {
        if (!types.contains(type)) {
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
