package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.jspecify.annotations.Nullable;

/**
 * Keeps operations that write their answer themselves out of batches and transactions: what such an entry writes would stand in place
 * of the Bundle, and the next request on the connection would find the rest of it.
 */
@Interceptor
public final class WholeAnswers {
    /** Of an entry that reads: HAPI answers the others without it. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(@Nullable ServletRequestDetails request) {
        if (request == null || !request.isSubRequest() || request.getOperation() == null) {
            return;
        }
        Operation operation = request.getServer()
                .determineResourceMethod(request, request.getRequestPath())
                .getMethod()
                .getAnnotation(Operation.class);
        if (operation != null && operation.manualResponse()) {
            throw new InvalidRequestException(
                    request.getOperation() + " is answered by itself, not within a Bundle: send it alone");
        }
    }
}
