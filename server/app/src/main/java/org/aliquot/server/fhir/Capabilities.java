package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestSecurityComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;

/**
 * Says in the CapabilityStatement how one is let in, and that data come out in bulk. The extension with the endpoints is of SMART App Launch 1, where apps of
 * that age look for them; newer ones read {@code .well-known/smart-configuration}.
 */
@Interceptor
final class Capabilities {
    private static final String BULK_DATA = "http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data";
    private static final String SERVICES = "http://terminology.hl7.org/CodeSystem/restful-security-service";
    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    private final boolean isDevelopment;
    private final boolean isExternal;

    Capabilities(boolean isDevelopment, boolean isExternal) {
        this.isDevelopment = isDevelopment;
        this.isExternal = isExternal;
    }

    @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
    public void describe(IBaseConformance statement, RequestDetails request) {
        CapabilityStatement capabilities = (CapabilityStatement) statement;
        capabilities.addInstantiates(BULK_DATA);
        CapabilityStatementRestSecurityComponent security =
                capabilities.getRestFirstRep().getSecurity();
        security.setCors(true);
        if (isDevelopment) {
            security.setDescription("DEVELOPMENT: nobody needs a token. Not for patients' data.");
            capabilities
                    .getImplementation()
                    .setDescription(capabilities.getImplementation().getDescription()
                            + " — in development mode, without access control");
            return;
        }
        security.addService()
                .setText("OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)")
                .addCoding()
                .setSystem(SERVICES)
                .setCode("SMART-on-FHIR")
                .setDisplay("SMART-on-FHIR");
        security.setDescription("A bearer token with SMART scopes is needed for everything but this statement.");
        if (!isExternal) {
            String root = request.getFhirServerBase().replaceAll("/fhir$", "");
            Extension uris = security.addExtension().setUrl(OAUTH_URIS);
            uris.addExtension("authorize", new UriType(root + "/auth/authorize"));
            uris.addExtension("token", new UriType(root + "/auth/token"));
            uris.addExtension("introspect", new UriType(root + "/auth/introspect"));
            uris.addExtension("manage", new UriType(root + "/auth/grants"));
            uris.addExtension("revoke", new UriType(root + "/auth/revoke"));
        }
    }
}
