package org.aliquot.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Line A31 of the conformance bar: nothing without a token that is good. */
@WithServer
class BearerTest {
    private final TestServer server;

    BearerTest(TestServer server) {
        this.server = server;
    }

    private int statusWith(String token) {
        return server.get("Patient?_count=1", SmartApp.bearer(token)).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient",
                "Patient/1",
                "",
                "?_getpages=x",
                "$export",
                "swagger-ui/",
                "api-docs",
                "_history",
                "/fhir",
                "/ops/quarantine",
                "/ops/ingest",
                "/actuator/prometheus",
                "/actuator/env",
                "/",
                "/error",
                "/auth/launch",
                "/auth/register",
                "/fhir/.well-known/other",
            })
    void a31NothingIsAnsweredWithoutAToken(String path) {
        assertThat(server.get(path, "Authorization", "").status()).isEqualTo(401);
    }

    @Test
    void refusalSaysWhatIsMissing() throws IOException {
        assertThat(raw("GET /fhir/Patient HTTP/1.1", ""))
                .contains(" 401", "WWW-Authenticate: Bearer realm=\"aliquot\"", "OperationOutcome", "aliquot token");
        assertThat(raw("GET /ops/quarantine HTTP/1.1", ""))
                .contains(" 401", "WWW-Authenticate", "\"error\":\"unauthorized\"");
    }

    // By hand: Java's HTTP client mends paths.
    private String raw(String requestLine, String headers) throws IOException {
        URI address = URI.create(server.baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/metadata/../Patient",
                "/fhir/metadata/%2e%2e/Patient",
                "/fhir/metadata;x=1/../Patient",
                "//fhir/Patient",
                "/fhir//Patient",
                "/auth/../fhir/Patient",
                "/auth/%2e%2e/fhir/Patient",
                "/auth/..;/fhir/Patient",
                "/auth/x/../../ops/quarantine",
                "/auth//launch",
                "/auth//register",
                "/FHIR/Patient",
                "/actuator/health/../prometheus",
                "/./fhir/Patient",
            })
    void noSpellingOfAPathGetsAroundTheToken(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1", "");
        assertThat(answer.lines().findFirst().orElse("")).containsPattern(" (400|401|403|404) ?");
        assertThat(answer).doesNotContain("\"Bundle\"", "aliquot_gateway", "openErrors");
    }

    @Test
    void tokensThatAreTamperedWithExpiredUnsignedOrAnothersAreRefused() throws ParseException, JOSEException {
        Scopes all = LocalKey.ALL_SCOPES;
        String good = server.localToken(all);
        assertThat(statusWith(good)).isEqualTo(200);
        String[] parts = good.split("\\.");
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        SignedJWT wrongKey = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        wrongKey.sign(new MACSigner("k".repeat(32)));
        for (String bad : List.of(
                new PlainJWT(claims).serialize(),
                wrongKey.serialize(),
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + "." + parts[2].substring(1),
                parts[0] + "."
                        + new PlainJWT(new JWTClaimsSet.Builder(claims)
                                        .expirationTime(Date.from(Instant.now().plusSeconds(9)))
                                        .build())
                                .serialize()
                                .split("\\.")[1]
                        + "." + parts[2],
                server.bean(LocalKey.class).token(all, Duration.ofSeconds(-1)),
                server.bean(LocalKey.class).token(all, Duration.ofHours(25)),
                "made-up",
                "x".repeat(6_000),
                "'; drop table aliquot_grant; --")) {
            assertThat(statusWith(bad))
                    .as(bad.substring(0, Math.min(60, bad.length())))
                    .isEqualTo(401);
        }
    }

    @Test
    void otherSchemesAndSeveralHeadersAreRefused() throws IOException {
        assertThat(server.get("Patient", "Authorization", "Basic YWRtaW46YWRtaW4=")
                        .status())
                .isEqualTo(401);
        assertThat(server.get("Patient?access_token=" + server.operatorToken(), "Authorization", "")
                        .status())
                .isEqualTo(401);
        String twice = "Authorization: Bearer " + server.operatorToken() + "\r\n";
        assertThat(raw("GET /fhir/Patient HTTP/1.1", twice + twice)).contains(" 400");
    }

    @Test
    void operatorsKeyIsItsOwnersAlone() throws IOException {
        assertThat(Files.getPosixFilePermissions(server.dataDir().resolve("operator.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
