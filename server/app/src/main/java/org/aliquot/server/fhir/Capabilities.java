package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.aliquot.server.audit.http.AuditEventProvider;
import org.aliquot.server.auth.issuer.IssuerMetadata;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestSecurityComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the CapabilityStatement how one is let in, and what views can be asked. The extension with the endpoints is of SMART App
 * Launch 1, where apps of that age look for them, and some bulk clients of today; newer ones read
 * {@code .well-known/smart-configuration}.
 */
@Interceptor
final class Capabilities {
    private static final String SERVICES = "http://terminology.hl7.org/CodeSystem/restful-security-service";
    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    private static final Logger LOG = LoggerFactory.getLogger(Capabilities.class);

    /** What the extension calls what an authorization server's metadata (RFC 8414) name. */
    private static final Map<String, String> THEIR_NAMES = Map.of(
            "authorize", "authorization_endpoint",
            "token", "token_endpoint",
            "register", "registration_endpoint",
            "introspect", "introspection_endpoint",
            "manage", "management_endpoint",
            "revoke", "revocation_endpoint");

    private final boolean isDevelopment;
    private final Optional<IssuerMetadata> issuer;

    /** @param issuer of tokens, where that is not this server */
    Capabilities(boolean isDevelopment, Optional<IssuerMetadata> issuer) {
        this.isDevelopment = isDevelopment;
        this.issuer = issuer;
    }

    @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
    public void describe(IBaseConformance statement, RequestDetails request) {
        CapabilityStatement capabilities = (CapabilityStatement) statement;
        ViewOperations.addTo(capabilities);
        capabilities.getRestFirstRep().getResource().stream()
                .filter(resource -> resource.getType().equals("AuditEvent"))
                .forEach(Capabilities::cutToWhatIsSearchedBy);
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
        Extension uris = new Extension(OAUTH_URIS);
        if (issuer.isPresent()) {
            addIssuers(uris, issuer.get());
        } else {
            String root = request.getFhirServerBase().replaceAll("/fhir$", "");
            add(uris, "authorize", root + "/auth/authorize");
            add(uris, "token", root + "/auth/token");
            add(uris, "introspect", root + "/auth/introspect");
            add(uris, "manage", root + "/auth/grants");
            add(uris, "revoke", root + "/auth/revoke");
        }
        if (uris.hasExtension()) {
            security.addExtension(uris);
        }
    }

    /** HAPI names all parameters that there are for the type, whoever answers. */
    private static void cutToWhatIsSearchedBy(CapabilityStatementRestResourceComponent audit) {
        audit.getSearchParam().removeIf(parameter -> !AuditEventProvider.isSearchedBy(parameter.getName()));
        audit.setSearchInclude(null).setSearchRevInclude(null);
    }

    private static void addIssuers(Extension uris, IssuerMetadata issuer) {
        try {
            for (Map.Entry<String, String> name : THEIR_NAMES.entrySet()) {
                issuer.address(name.getValue()).ifPresent(address -> add(uris, name.getKey(), address));
            }
        } catch (IOException e) {
            // The statement is about this server in the first place, and is answered while the other one is away.
            LOG.warn("the CapabilityStatement names no address for tokens: {}", e.getMessage());
        }
    }

    private static void add(Extension uris, String name, String address) {
        uris.addExtension(name, new UriType(address));
    }
}
