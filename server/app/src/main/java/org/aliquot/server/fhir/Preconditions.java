package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * {@code If-Match} where HAPI does not look at it: RFC 9110, 13.1.1; FHIR R4, http.html#3.1.0.5. Updates of what is there HAPI compares.
 */
@Interceptor
final class Preconditions {
    private static final String IF_MATCH = "If-Match";

    /** Whoever changes a version that they saw does not create. */
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void create(IBaseResource resource, RequestDetails request) {
        if (wanted(request, RestOperationTypeEnum.UPDATE).isPresent()) {
            throw new PreconditionFailedException("header If-Match: there is no such resource, in no version");
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void delete(IBaseResource resource, RequestDetails request) {
        wanted(request, RestOperationTypeEnum.DELETE)
                .filter(version -> !version.equals(resource.getIdElement().getVersionIdPart()))
                .ifPresent(other -> {
                    throw new PreconditionFailedException("header If-Match: the resource has another version now");
                });
    }

    /** The version, of a request about one resource; entries of a Bundle have their own. */
    private static Optional<String> wanted(RequestDetails request, RestOperationTypeEnum kind) {
        return request == null || request.getRestOperationType() != kind || request.getId() == null
                ? Optional.empty()
                : Optional.ofNullable(request.getHeader(IF_MATCH))
                        .map(header -> header.strip().replaceFirst("^W/", "").replace("\"", ""));
    }
}
