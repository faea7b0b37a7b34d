package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;
import ca.uhn.fhir.rest.server.method.IParameter;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.util.ServletRequestUtil;
import com.google.common.collect.ArrayListMultimap;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries out of batches and transactions that would spoil the answer to the others.
 *
 * <p>Operations that write their answer themselves would do so in place of the Bundle, and the next request on the connection would
 * find the rest of it. And of what nothing here answers, or has a value that is none, HAPI finds out once a transaction's writes are
 * committed: it would refuse what it has stored.
 */
@Interceptor
final class WholeAnswers {
    /** Before anything is stored. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void transaction(RestOperationTypeEnum kind, @Nullable ServletRequestDetails request) {
        if (request == null
                || kind != RestOperationTypeEnum.TRANSACTION
                || !(request.getResource() instanceof Bundle bundle)
                // HAPI takes one without a type for a transaction.
                || bundle.getType() != null && bundle.getType() != Bundle.BundleType.TRANSACTION) {
            return;
        }
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getRequest().getMethod() == Bundle.HTTPVerb.GET) {
                if (!entry.getRequest().hasUrl()) {
                    throw new InvalidRequestException("an entry is a GET without a url");
                }
                ServletRequestDetails reading = ServletRequestUtil.getServletSubRequestDetails(
                        request, entry.getRequest().getUrl(), "GET", ArrayListMultimap.create());
                requireReadable(reading, requireWithin(reading));
            }
        }
    }

    /** Of a batch's entry: the others are answered without it. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void entry(@Nullable ServletRequestDetails request) {
        if (request != null && request.isSubRequest() && request.getOperation() != null) {
            requireWithin(request);
        }
    }

    private static void requireReadable(ServletRequestDetails entry, BaseMethodBinding method) {
        try {
            for (IParameter parameter : method.getParameters()) {
                if (parameter != null) {
                    parameter.translateQueryParametersIntoServerArgument(entry, method);
                }
            }
        } catch (BaseServerResponseException e) {
            // HAPI answers the entry alone with it, as with what is not there.
        }
    }

    /** @return what answers it */
    private static BaseMethodBinding requireWithin(ServletRequestDetails entry) {
        BaseMethodBinding method = entry.getServer().determineResourceMethod(entry, entry.getRequestPath());
        Operation operation = method.getMethod().getAnnotation(Operation.class);
        if (operation != null && operation.manualResponse()) {
            throw new InvalidRequestException(
                    entry.getOperation() + " is answered by itself, not within a Bundle: send it alone");
        }
        return method;
    }
}
