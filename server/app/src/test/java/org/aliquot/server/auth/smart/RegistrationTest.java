package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7591, for an administrator's program. */
@WithServer
class RegistrationTest {
    private static final String APP = "{\"client_name\":\"Growth\",\"redirect_uris\":[\"https://app.example.org/cb\"],"
            + "\"token_endpoint_auth_method\":\"%s\",\"scope\":\"launch/patient patient/*.rs offline_access\"}";

    private final TestServer server;

    RegistrationTest(TestServer server) {
        this.server = server;
    }

    private Answer register(String metadata, String scopes) {
        return server.send(
                "POST",
                "/auth/register",
                metadata,
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + server.localToken(Scopes.parse(scopes)));
    }

    private Answer register(String metadata) {
        return register(metadata, "aliquot/clients");
    }

    @Test
    void discoverySaysWhere() {
        assertThat(server.get(".well-known/smart-configuration")
                        .tree()
                        .path("registration_endpoint")
                        .asText())
                .isEqualTo(server.baseUrl() + "/auth/register");
    }

    @Test
    void whatIsRegisteredIsToldAndIsThere() {
        Answer answer = register(APP.formatted("none"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        JsonNode told = answer.tree();
        assertThat(told.path("client_name").asText()).isEqualTo("Growth");
        assertThat(told.path("client_id_issued_at").isNumber()).isTrue();
        assertThat(told.has("client_secret")).isFalse();
        assertThat(told.path("grant_types").toString()).isEqualTo("[\"authorization_code\",\"refresh_token\"]");
        assertThat(told.path("response_types").toString()).isEqualTo("[\"code\"]");
        assertThat(told.path("redirect_uris").toString()).isEqualTo("[\"https://app.example.org/cb\"]");
        String id = told.path("client_id").asText();
        assertThat(server.bean(ClientStore.class).find(id)).hasValueSatisfying(client -> {
            assertThat(client.name()).isEqualTo("Growth");
            assertThat(client.scopes()).hasToString("launch/patient patient/*.rs offline_access");
        });
        JsonNode audit =
                server.get("AuditEvent?subtype=110129&_sort=-date&_count=20").tree();
        assertThat(audit.toString()).contains("client " + id + " registered: public");
    }

    @Test
    void aSecretIsToldOnceAndProvesTheClient() throws Exception {
        JsonNode told = register(APP.formatted("client_secret_basic")).tree();
        assertThat(told.path("client_secret_expires_at").asInt(-1)).isZero();
        String id = told.path("client_id").asText();
        String secret = told.path("client_secret").asText();
        assertThat(introspect(id, secret)).isEqualTo(200);
        assertThat(introspect(id, secret + "x")).isEqualTo(401);
    }

    private int introspect(String id, String secret) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.baseUrl() + "/auth/introspect"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                (id + ":" + secret).getBytes(StandardCharsets.UTF_8)))
                                .POST(HttpRequest.BodyPublishers.ofString("token=x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void aSystemIsRegisteredWithItsKeysAndGetsItsToken() {
        RSAKey key = SmartApp.rsa();
        Answer answer = register("{\"grant_types\":[\"client_credentials\"],\"token_endpoint_auth_method\":"
                + "\"private_key_jwt\",\"scope\":\"system/Patient.rs user/*.rs\",\"jwks\":"
                + new JWKSet(key).toPublicJWKSet() + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.tree().path("scope").asText())
                .as("what a system can have of it")
                .isEqualTo("system/Patient.rs");
        assertThat(answer.tree().at("/jwks/keys/0/kid").asText()).isEqualTo(key.getKeyID());
        String id = answer.tree().path("client_id").asText();
        String assertion = SmartApp.signed(
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .audience(server.baseUrl() + "/auth/token")
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(Instant.now().plusSeconds(200)))
                        .build(),
                key,
                JWSAlgorithm.RS384);
        Answer token = server.send(
                "POST",
                "/auth/token",
                "grant_type=client_credentials&scope=system%2FPatient.rs&client_assertion_type="
                        + URLEncoder.encode(
                                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                        + "&client_assertion=" + assertion,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "");
        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(server.get(
                                "Patient?_count=1",
                                SmartApp.bearer(
                                        token.tree().path("access_token").asText()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobodyRegistersWithoutTheScopeForIt() {
        String app = APP.formatted("none");
        assertThat(server.send("POST", "/auth/register", app, "Content-Type", "application/json", "Authorization", "")
                        .status())
                .isEqualTo(401);
        assertThat(register(app, "aliquot/operations system/*.cruds").status())
                .as("who looks after the server does not give scopes to others")
                .isEqualTo(403);
        for (String path : new String[] {"//auth/register", "/auth//register", "/auth/register/", "/auth/./register"}) {
            assertThat(server.send(
                                    "POST",
                                    server.baseUrl() + path,
                                    app,
                                    "Content-Type",
                                    "application/json",
                                    "Authorization",
                                    "")
                            .status())
                    .as(path)
                    .isIn(400, 401, 404);
        }
        assertThat(register(app, "aliquot/clients").status()).isEqualTo(201);
        assertThat(server.get("Patient?_count=1", SmartApp.bearer(server.localToken(Scopes.parse("aliquot/clients"))))
                        .status())
                .as("it is good for nothing else")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"redirect_uris\":[\"http://app.example.org/cb\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"https://app.example.org/*\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"https://app.example.org/cb#x\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"https://me@app.example.org/cb\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"javascript:alert(1)\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"myapp://cb\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"/cb\"] | invalid_redirect_uri",
                "\"redirect_uris\":[\"https:///cb\"] | invalid_redirect_uri",
                "\"redirect_uris\":[] | invalid_redirect_uri",
                "\"redirect_uris\":\"https://app.example.org/cb\" | invalid_client_metadata",
                "\"redirect_uris\":[7] | invalid_client_metadata",
                "\"client_name\":\"\" | invalid_client_metadata",
                "\"grant_types\":[\"implicit\"] | invalid_client_metadata",
                "\"grant_types\":[\"refresh_token\"] | invalid_client_metadata",
                "\"grant_types\":[\"client_credentials\"] | invalid_client_metadata",
                "\"response_types\":[\"token\"] | invalid_client_metadata",
                "\"token_endpoint_auth_method\":\"client_secret_jwt\" | invalid_client_metadata",
                "\"token_endpoint_auth_method\":\"private_key_jwt\" | invalid_client_metadata",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[]} | invalid_client_metadata",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://keys.example/k\" |"
                        + " invalid_client_metadata",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"not a url\" | invalid_client_metadata",
                "\"jwks\":{\"keys\":[]} | invalid_client_metadata",
                "\"scope\":\"patient/observation.rs\" | invalid_client_metadata",
                "\"scope\":\"system/*.rs\" | invalid_client_metadata",
                "\"scope\":\"patient/*.rs aliquot/operations\" | invalid_client_metadata",
                "\"scope\":\"patient/*.rs aliquot/clients\" | invalid_client_metadata",
                "\"scope\":null | invalid_client_metadata",
                "\"initiate_login_uri\":\"javascript:x\" | invalid_client_metadata",
            })
    void whatIsNotAsItMustBeIsRefusedAsTheRfcSays(String wrong, String error) {
        String right = "\"redirect_uris\":[\"https://app.example.org/cb\"],\"scope\":\"patient/*.rs\"";
        // The last of two of one name is taken.
        Answer answer = register("{" + right + "," + wrong.strip() + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.tree().path("error").asText()).isEqualTo(error);
        assertThat(answer.tree().path("error_description").asText()).isNotBlank();
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void aPrivateKeyIsNotTaken() {
        Answer answer = register("{\"redirect_uris\":[\"https://app.example.org/cb\"],\"scope\":\"patient/*.rs\","
                + "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":"
                + new JWKSet(SmartApp.rsa()).toString(false) + "}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.tree().path("error_description").asText()).contains("private");
    }

    @Test
    void whatIsNoJsonOrTooMuchIsRefused() {
        for (String body : new String[] {"", "{", "[]", "7", "\0\0\0[\u007f\0\0\0", "[".repeat(1_500)}) {
            Answer answer = register(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.tree().path("error").asText()).isEqualTo("invalid_client_metadata");
        }
        assertThat(register("{\"client_name\":\"" + "x".repeat(70_000) + "\"}").status())
                .isEqualTo(413);
        assertThat(server.send(
                                "POST",
                                "/auth/register",
                                "client_name=x",
                                "Content-Type",
                                "application/x-www-form-urlencoded",
                                "Authorization",
                                "Bearer " + server.localToken(Scopes.parse("aliquot/clients")))
                        .status())
                .isEqualTo(415);
    }
}
