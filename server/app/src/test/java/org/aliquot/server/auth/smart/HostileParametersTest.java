package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.MultiValueMap;

/** Parameters below {@code /auth} that no app and no person sends. */
@WithServer
class HostileParametersTest {
    private static final String SCOPES = "launch/patient patient/*.rs offline_access";

    private final TestServer server;

    HostileParametersTest(TestServer server) {
        this.server = server;
    }

    private SmartApp app() {
        return SmartApp.registered(server, Kind.PUBLIC, SCOPES);
    }

    private static void assertTellsNothing(String body) {
        assertThat(body)
                .doesNotContain("java.", "org.", "Exception", "\tat ", "SQL", "select ", "aliquot_client")
                .hasSizeLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "redirect_uri"})
    void twoOfWhatSaysWhereToLeadNowhere(String name) {
        SmartApp app = app();
        MultiValueMap<String, String> form = SmartApp.single(app.request("launch/patient patient/*.rs"));
        form.add(name, name.equals("client_id") ? app().id() : "https://evil.example/cb");
        HttpResponse<String> answer = app.submit("/auth/authorize", form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).doesNotContain("evil.example");
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type,refresh_token",
        "client_id,another",
        "code,another",
        "redirect_uri,https://evil.example/cb",
        "code_verifier,another"
    })
    void twoOfAParameterAreNoRequestForAToken(String name, String second) {
        SmartApp app = app();
        MultiValueMap<String, String> form = SmartApp.single(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                app.id(),
                "code",
                "made-up",
                "redirect_uri",
                SmartApp.REDIRECT,
                "code_verifier",
                "x".repeat(50)));
        form.add(name, second);
        HttpResponse<String> answer = app.submit("/auth/token", form);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        assertThat(answer.body()).containsPattern("\"error\" ?: ?\"invalid_(request|client|grant)\"");
        assertTellsNothing(answer.body());
    }

    @Test
    void aScopeOfAMegabyteIsRefusedAndNotRepeated() {
        String scope = "patient/Observation.rs ".repeat(45_000);
        SmartApp app = app();
        HttpResponse<String> asked = app.authorize("POST", app.request(scope));
        assertThat(asked.statusCode()).isIn(400, 413);
        assertTellsNothing(asked.body());
        SmartApp backend = SmartApp.backend(server, "system/*.rs", SmartApp.ec());
        Answer token = backend.token(new LinkedHashMap<>(Map.of("grant_type", "client_credentials", "scope", scope)));
        assertThat(token.status()).as(token.body()).isIn(400, 413);
        assertTellsNothing(token.body());
        // Below what a body may have, above what has a meaning.
        String less = "patient/Observation.rs ".repeat(20_000);
        assertThat(app.authorize("POST", app.request(less)).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsEndsToo() throws Exception {
        byte[] piece = " ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers.ofInputStream(() -> new InputStream() {
            private long left = 1L << 31;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int n = (int) Math.min(Math.min(length, piece.length), left);
                System.arraycopy(piece, 0, bytes, offset, n);
                left -= n;
                return n > 0 ? n : -1;
            }
        });
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/auth/launch"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + server.operatorToken())
                .POST(chunked)
                .build();
        int status;
        try {
            status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException closed) {
            // Answered and closed while we were still sending.
            status = 400;
        }
        assertThat(status).isEqualTo(400);
    }

    /** The container leaves out what is beyond its limit, and would let the rest pass. */
    @Test
    void aFormOfWhichHalfIsLeftOutIsRefused() {
        SmartApp app = app();
        Map<String, String> form = app.request("launch/patient patient/*.rs");
        form.put("padding", "x".repeat(3_000_000));
        assertThat(app.authorize("POST", form).statusCode()).isIn(400, 413);
        MultiValueMap<String, String> many = SmartApp.single(app.request("launch/patient patient/*.rs"));
        for (int i = 0; i < 20_000; i++) {
            many.add("p" + i, "");
        }
        assertThat(app.submit("/auth/authorize", many).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/auth/authorize,client_id",
        "/auth/authorize,launch",
        "/auth/token,client_id",
        "/auth/token,code",
        "/auth/token,refresh_token",
        "/auth/login,username",
        "/auth/revoke,token",
        "/auth/introspect,token"
    })
    void theCharacterNulIsRefused(String path, String name) {
        SmartApp app = app();
        Map<String, String> form = app.request("launch/patient patient/*.rs");
        form.put("grant_type", name.equals("refresh_token") ? "refresh_token" : "authorization_code");
        form.put(name, "a\0b");
        Answer answer = app.post(path, form);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request");
        assertTellsNothing(answer.body());
    }

    @Test
    void theCharacterNulIsRefusedInAHeaderAndInAnAssertionToo() {
        Map<String, String> form = Map.of("grant_type", "client_credentials", "scope", "system/*.rs");
        String basic = Base64.getEncoder().encodeToString("a\0b:c".getBytes(StandardCharsets.UTF_8));
        Answer byName = app().post("/auth/token", form, "Authorization", "Basic " + basic);
        assertThat(byName.status()).as(byName.body()).isIn(400, 401);
        assertTellsNothing(byName.body());
        SmartApp backend = SmartApp.backend(server, "system/*.rs", SmartApp.ec());
        Map<String, String> signed = new LinkedHashMap<>(form);
        signed.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        signed.put(
                "client_assertion",
                backend.assertion(
                        backend.claims().issuer("a\0b").subject("a\0b").build()));
        Answer byAssertion = backend.post("/auth/token", signed);
        assertThat(byAssertion.status()).as(byAssertion.body()).isIn(400, 401);
        assertTellsNothing(byAssertion.body());
        Map<String, String> replay = new LinkedHashMap<>(form);
        replay.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        replay.put(
                "client_assertion",
                backend.assertion(backend.claims().jwtID("a\0b").build()));
        Answer byJti = backend.post("/auth/token", replay);
        assertThat(byJti.status()).as(byJti.body()).isIn(400, 401);
        assertTellsNothing(byJti.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nSet-Cookie: a=b",
                "x\nLocation: https://evil.example/",
                "x%0d%0aSet-Cookie: a=b",
                "\u010d\u010aSet-Cookie: a=b"
            })
    void aStateWithALineBreakIsAState(String state) {
        SmartApp app = app();
        Map<String, String> request = app.request("launch/patient patient/*.rs");
        request.put("state", state);
        request.put("response_type", "token");
        HttpResponse<String> answer = app.authorize("GET", request);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().allValues("Location")).hasSize(1);
        assertThat(SmartApp.sentBack(answer)).containsEntry("state", state);
        request.put("redirect_uri", SmartApp.REDIRECT + state);
        HttpResponse<String> nowhere = app.authorize("GET", request);
        assertThat(nowhere.statusCode()).isEqualTo(400);
        assertThat(nowhere.headers().firstValue("Location")).isEmpty();
    }
}
