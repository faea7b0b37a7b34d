package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;

/**
 * A conditional delete says what to delete. HAPI takes one whose parameters only say how to answer, such as {@code DELETE
 * Patient?_count=5}, for one that all resources of the type match, and deletes them.
 */
@Interceptor
public final class ConditionalDeletes {
    private static final Set<String> HOW_TO_ANSWER = Set.of(
            "_cascade",
            "_contained",
            "_containedType",
            "_count",
            "_elements",
            "_expunge",
            "_format",
            "_include",
            "_offset",
            "_pretty",
            "_revinclude",
            "_score",
            "_sort",
            "_summary",
            "_total");

    private static final Pattern ONE = Pattern.compile("^/?[A-Za-z]+/[A-Za-z0-9.-]+/?(\\?|$)");

    /** Of the request itself, and of what a Bundle asks for. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RequestDetails request) {
        if (request.getRequestType() == RequestTypeEnum.DELETE && request.getId() == null) {
            requireOne(request.getParameters().keySet());
        }
        if (request.getResource() instanceof Bundle bundle) {
            for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
                String url = Objects.toString(entry.getRequest().getUrl(), "");
                if (entry.getRequest().getMethod() == Bundle.HTTPVerb.DELETE && !isOfOne(url)) {
                    // Without a ? as well: HAPI takes "Patient" for a condition that is empty.
                    requireOne(UrlUtil.parseQueryString(url.replaceFirst("^[^?]*", ""))
                            .keySet());
                }
            }
        }
    }

    /** Whether an entry's URL names one resource, and has no condition. */
    public static boolean isOfOne(String url) {
        return ONE.matcher(url).find();
    }

    /** Whether a parameter is no condition. */
    public static boolean saysHowToAnswer(String parameter) {
        return HOW_TO_ANSWER.contains(parameter.replaceFirst("[:.].*", ""));
    }

    private static void requireOne(Set<String> parameters) {
        boolean saysWhat = parameters.stream().anyMatch(name -> !saysHowToAnswer(name));
        if (!saysWhat) {
            throw new PreconditionFailedException(
                    "a conditional delete needs a parameter that says which resources are meant; without one all would be");
        }
    }
}
