package org.aliquot.server.auth.access;

import java.util.List;
import java.util.Map;
import org.aliquot.server.testsupport.SecondAuthorizationServer;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithIssuer;

/** Lines A35 and A36 of the conformance bar with tokens of another authorization server. */
@WithIssuer
class IssuersGranularScopesTest extends GranularScopesContract {
    IssuersGranularScopesTest(TestServer server, SecondAuthorizationServer issuer) {
        super(
                server,
                Ward.on(
                        server,
                        (scopes, patient, practitioner) -> issuer.token(
                                "launch/patient " + scopes,
                                Map.of(
                                        "patient", patient,
                                        "fhirUser", practitioner,
                                        "realm_access", Map.of("roles", List.of("lab-admins"))))));
    }
}
