package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Lines A1–A6, A18, A19, A33 and B13 of the conformance bar. */
@WithServer
class DiscoveryTest {
    private static final String SMART = ".well-known/smart-configuration";
    private final TestServer server;

    DiscoveryTest(TestServer server) {
        this.server = server;
    }

    private JsonNode smart() {
        return server.get(SMART).tree();
    }

    @Test
    void a1AnswersJsonWhateverIsAcceptedAndWithoutAToken() {
        for (String accept : List.of("application/json", "application/fhir+json", "text/html", "*/*")) {
            Answer answer = server.get(SMART, "Accept", accept, "Authorization", "");
            assertThat(answer.status()).as(accept).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("application/json");
        }
    }

    @Test
    void a2AllThatMustBeThereIs() {
        for (String name : List.of("authorization_endpoint", "token_endpoint")) {
            assertThat(smart().path(name).isTextual()).as(name).isTrue();
        }
        for (String name : List.of("capabilities", "grant_types_supported", "code_challenge_methods_supported")) {
            assertThat(smart().path(name).isArray()).as(name).isTrue();
            assertThat(smart().path(name)).as(name).isNotEmpty();
        }
    }

    @Test
    void a3CodesWithS256AndNoPlain() {
        assertThat(texts(smart().path("grant_types_supported"))).contains("authorization_code", "client_credentials");
        assertThat(texts(smart().path("code_challenge_methods_supported"))).containsExactly("S256");
    }

    @Test
    void a4IssuerAndKeysAreNamed() {
        assertThat(smart().path("issuer").asText()).isEqualTo(server.fhirUrl());
        assertThat(smart().path("jwks_uri").isTextual()).isTrue();
    }

    @Test
    void a5EveryAddressIsAbsolute() {
        smart().fields().forEachRemaining(field -> {
            if (field.getKey().endsWith("_endpoint") || field.getKey().endsWith("_uri")) {
                assertThat(URI.create(field.getValue().asText()).isAbsolute())
                        .as(field.getKey())
                        .isTrue();
            }
        });
        assertThat(texts(smart().path("capabilities"))).allMatch(text -> !text.isBlank());
    }

    @Test
    void a6EveryPageMaySeeDiscoveryAndMetadataButOnlyAppsTheRest() {
        for (String path : List.of(SMART, ".well-known/openid-configuration", "metadata")) {
            assertThat(server.get(path, "Origin", "https://any.example", "Authorization", "")
                            .header("Access-Control-Allow-Origin"))
                    .as(path)
                    .isIn("*", "https://any.example");
        }
        assertThat(server.get("Patient?name=x", "Origin", "https://any.example").header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void a18OpenIdConfigurationHasWhatOpenIdAsksFor() {
        Answer answer = server.get(".well-known/openid-configuration", "Authorization", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        for (String name : List.of(
                "issuer",
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "response_types_supported",
                "subject_types_supported")) {
            assertThat(answer.tree().has(name)).as(name).isTrue();
        }
        assertThat(texts(answer.tree().path("id_token_signing_alg_values_supported")))
                .contains("RS256");
    }

    @Test
    void a19KeysArePublicRsaKeysWithNames() {
        Answer answer = server.get(smart().path("jwks_uri").asText(), "Authorization", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.tree().path("keys")).isNotEmpty().allSatisfy(key -> {
            assertThat(key.path("kty").asText()).isEqualTo("RSA");
            assertThat(key.path("kid").asText()).isNotBlank();
            assertThat(key.has("d")).as("the private exponent").isFalse();
        });
    }

    @Test
    void a33CapabilitiesAreAdvertised() {
        assertThat(texts(smart().path("capabilities")))
                .contains(
                        "launch-ehr",
                        "launch-standalone",
                        "authorize-post",
                        "client-public",
                        "client-confidential-symmetric",
                        "client-confidential-asymmetric",
                        "sso-openid-connect",
                        "context-banner",
                        "context-style",
                        "context-ehr-patient",
                        "context-ehr-encounter",
                        "context-standalone-patient",
                        "permission-offline",
                        "permission-patient",
                        "permission-user",
                        "permission-v1",
                        "permission-v2");
    }

    @Test
    void b13BackendsSignWithRs384OrEs384() {
        assertThat(texts(smart().path("token_endpoint_auth_methods_supported"))).contains("private_key_jwt");
        assertThat(texts(smart().path("token_endpoint_auth_signing_alg_values_supported")))
                .contains("RS384", "ES384");
    }

    @Test
    void capabilityStatementSaysHowOneIsLetInHoweverOftenItIsAsked() {
        for (int i = 0; i < 2; i++) {
            JsonNode security =
                    server.get("metadata", "Authorization", "").tree().at("/rest/0/security");
            assertThat(security.path("service")).hasSize(1);
            assertThat(security.at("/service/0/coding/0/code").asText()).isEqualTo("SMART-on-FHIR");
            assertThat(security.path("extension")).hasSize(1);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
