package org.aliquot.server.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aliquot.server.testsupport.SecondAuthorizationServer;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithIssuer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;

/** Lines A1 to A5 of the conformance bar where apps are to go to another authorization server. */
@WithIssuer
class IssuersDiscoveryTest {
    private static final String SMART = ".well-known/smart-configuration";

    private final TestServer server;
    private final SecondAuthorizationServer issuer;

    IssuersDiscoveryTest(TestServer server, SecondAuthorizationServer issuer) {
        this.server = server;
        this.issuer = issuer;
    }

    @Test
    void a2a3a4a5AppsAreToldTheIssuersAddresses() {
        Answer answer = server.get(SMART, "Authorization", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        JsonNode smart = answer.tree();
        assertThat(smart.path("issuer").asText()).isEqualTo(issuer.url());
        for (String name : List.of(
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "introspection_endpoint",
                "revocation_endpoint")) {
            assertThat(smart.path(name).asText()).as(name).startsWith(issuer.url() + "/oauth2/");
        }
        assertThat(texts(smart.path("grant_types_supported"))).contains("authorization_code");
        assertThat(texts(smart.path("code_challenge_methods_supported"))).containsExactly("S256");
    }

    /** Clients of SMART App Launch 1 look nowhere else. */
    @Test
    void theCapabilityStatementNamesTheIssuersAddresses() {
        JsonNode security = server.get("metadata", "Authorization", "").tree().at("/rest/0/security");
        Map<String, String> addresses = new TreeMap<>();
        security.at("/extension/0/extension")
                .forEach(uri -> addresses.put(
                        uri.path("url").asText(), uri.path("valueUri").asText()));
        assertThat(security.at("/extension/0/url").asText()).endsWith("/StructureDefinition/oauth-uris");
        assertThat(addresses)
                .containsEntry("authorize", issuer.url() + "/oauth2/authorize")
                .containsEntry("token", issuer.url() + "/oauth2/token");
    }

    @Test
    void onlyWhatTheIssuerTellsOfIsAdvertised() {
        assertThat(texts(server.get(SMART, "Authorization", "").tree().path("capabilities")))
                .contains(
                        "launch-standalone",
                        "client-confidential-symmetric",
                        "sso-openid-connect",
                        "context-standalone-patient",
                        "permission-v1",
                        "permission-v2")
                .doesNotContain("launch-ehr", "context-ehr-patient", "permission-offline", "client-public");
    }

    @Test
    void anAppThatKnowsTheFhirAddressAloneComesToItsData() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        JsonNode smart = server.get(SMART, "Authorization", "").tree();
        JsonNode tokens = issuer.launch(
                smart.path("authorization_endpoint").asText(),
                smart.path("token_endpoint").asText(),
                "openid launch/patient patient/*.rs",
                Map.of(
                        "fhirUser",
                        "Practitioner/7",
                        "patient",
                        patient,
                        "realm_access",
                        Map.of("roles", List.of("physicians"))),
                OAuth2TokenFormat.SELF_CONTAINED);
        assertThat(server.get(
                                "Patient/" + patient,
                                SmartApp.bearer(tokens.path("access_token").asText()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theEmbeddedAuthorizationServerIsNotThere() {
        assertThat(server.get(".well-known/openid-configuration", "Authorization", "")
                        .status())
                .isEqualTo(404);
        for (String path : List.of("/auth/authorize", "/auth/jwks", "/auth/grants")) {
            assertThat(server.get(path, "Authorization", "").status()).as(path).isEqualTo(404);
        }
        assertThat(server.post("/auth/token", "", "Authorization", "").status()).isEqualTo(404);
    }

    @Test
    void issuerThatKnowsSmartHasTheLastWordOnCapabilities() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode openId = json.readTree(
                "{\"issuer\":\"https://sso\",\"token_endpoint\":\"https://sso/t\",\"grant_types_supported\":[\"a\"],"
                        + "\"code_challenge_methods_supported\":[\"plain\",\"S256\"]}");
        JsonNode smart =
                json.readTree("{\"token_endpoint\":\"https://sso/smart/t\",\"capabilities\":[\"launch-ehr\"]}");
        JsonNode both = SmartConfiguration.of(new IssuerMetadata.Documents(openId, smart));
        assertThat(both.path("token_endpoint").asText()).isEqualTo("https://sso/smart/t");
        assertThat(texts(both.path("capabilities"))).containsExactly("launch-ehr");
        assertThat(texts(both.path("code_challenge_methods_supported")))
                .as("SMART forbids plain")
                .containsExactly("S256");
        JsonNode one = SmartConfiguration.of(new IssuerMetadata.Documents(openId, MissingNode.getInstance()));
        assertThat(texts(one.path("capabilities")))
                .containsExactly("permission-patient", "permission-user", "permission-v1", "permission-v2");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
