package org.aliquot.server.fhir;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.OperationDefinition;

/** HAPI's, which knows the operations of views, too: the API's page reads the definition of every operation that is stated. */
final class CapabilityProvider extends JpaCapabilityStatementProvider {
    CapabilityProvider(
            RestfulServer server,
            IFhirSystemDao<?, ?> systemDao,
            JpaStorageSettings storage,
            ISearchParamRegistry searchParameters,
            IValidationSupport validationSupport) {
        super(server, systemDao, storage, searchParameters, validationSupport);
        setImplementationDescription("Aliquot, FHIR R4 laboratory interoperability server");
        // Open to everyone; how much there is of what is not.
        setIncludeResourceCounts(false);
    }

    @Override
    @Read(type = OperationDefinition.class)
    public IBaseResource readOperationDefinition(@IdParam IIdType id, RequestDetails request) {
        return id == null
                ? super.readOperationDefinition(id, request)
                : ViewOperations.find(id)
                        .map(IBaseResource.class::cast)
                        .orElseGet(() -> super.readOperationDefinition(id, request));
    }
}
