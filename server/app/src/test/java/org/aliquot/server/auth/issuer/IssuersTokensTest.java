package org.aliquot.server.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.server.testsupport.SecondAuthorizationServer;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithIssuer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;

/**
 * Lines A13, A21, A31 and A32 of the conformance bar with JWTs of another authorization server, and its users' roles. A35 and
 * A36: {@code IssuersGranularScopesTest}.
 */
@WithIssuer
class IssuersTokensTest {
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private static String patient;
    private static String other;
    private static String practitioner;
    private static String restricted;

    private final TestServer server;
    private final SecondAuthorizationServer issuer;

    IssuersTokensTest(TestServer server, SecondAuthorizationServer issuer) {
        this.server = server;
        this.issuer = issuer;
    }

    @BeforeAll
    static void peopleAreThere(TestServer server) {
        patient = server.create(new Patient()).getIdElement().getIdPart();
        other = server.create(new Patient()).getIdElement().getIdPart();
        practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        Observation result = new Observation();
        result.setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference("Patient/" + patient));
        result.getCode().setText("HIV");
        result.getMeta().addSecurity().setSystem(CONFIDENTIALITY).setCode("R");
        restricted = server.create(result).getIdElement().getIdPart();
    }

    /** Claims of somebody on the staff. */
    private static Map<String, Object> staff(String... roles) {
        return Map.of("fhirUser", practitioner, "realm_access", Map.of("roles", List.of(roles)));
    }

    private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        Map<String, Object> more = new HashMap<>(claims);
        more.put(name, value);
        return more;
    }

    private int status(String path, String token) {
        return server.get(path, SmartApp.bearer(token)).status();
    }

    @Test
    void a31NothingWithoutATokenEverythingItAllowsWithOne() {
        String token = issuer.token("user/Patient.rs", staff("lab-admins"));
        assertThat(server.get("Patient/" + patient, "Authorization", "").status())
                .isEqualTo(401);
        assertThat(status("Patient/" + patient, token)).isEqualTo(200);
        assertThat(status("Observation?_count=1", token)).isEqualTo(403);
        assertThat(status("/ops/quarantine", token)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"JWT,200", "at+jwt,200", "application/at+jwt,200", "logout+jwt,401", "dpop+jwt,401"})
    void a31ATokensHeaderMayCallItAnAccessTokenAndNothingElse(String type, int status) {
        String token =
                issuer.token("user/Patient.rs", with(staff("lab-admins"), SecondAuthorizationServer.HEADER_TYPE, type));
        assertThat(status("Patient/" + patient, token)).isEqualTo(status);
    }

    @Test
    void a31TokenThatIsNotAsItMustBeIsRefused() throws ParseException {
        String good = issuer.token("user/Patient.rs", staff("lab-admins"));
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        RSAKey sameName = new RSAKey.Builder(SmartApp.rsa())
                .keyID(SignedJWT.parse(good).getHeader().getKeyID())
                .build();
        String[] parts = good.split("\\.");
        String more = new PlainJWT(new JWTClaimsSet.Builder(claims)
                        .claim("scope", List.of("system/*.cruds"))
                        .build())
                .serialize()
                .split("\\.")[1];
        Instant past = Instant.now().minusSeconds(600);
        Map<String, String> bad = Map.of(
                "alg none", new PlainJWT(claims).serialize(),
                "another's key", SmartApp.signed(claims, SmartApp.rsa(), JWSAlgorithm.RS256),
                "another's key under the name of ours", SmartApp.signed(claims, sameName, JWSAlgorithm.RS256),
                "tampered", parts[0] + "." + more + "." + parts[2],
                "half a signature", good.substring(0, good.length() / 2),
                "expired",
                        issuer.token(
                                "user/Patient.rs",
                                with(with(staff("lab-admins"), "iat", past), "exp", past.plusSeconds(60))),
                "for another server",
                        issuer.token("user/Patient.rs", with(staff("lab-admins"), "aud", List.of("pharmacy"))),
                "not yet",
                        issuer.token(
                                "user/Patient.rs",
                                with(staff("lab-admins"), "nbf", Instant.now().plusSeconds(300))),
                "bound to a key", issuer.token("user/Patient.rs", with(staff("lab-admins"), "cnf", Map.of("jkt", "x"))),
                "an id_token",
                        issuer.tokens("openid user/Patient.rs", staff("lab-admins"), OAuth2TokenFormat.SELF_CONTAINED)
                                .path("id_token")
                                .asText());
        assertThat(status("Patient/" + patient, good)).isEqualTo(200);
        bad.forEach((why, token) ->
                assertThat(status("Patient/" + patient, token)).as(why).isEqualTo(401));
    }

    @ParameterizedTest
    @CsvSource({
        "patient/*.read, 200, 404, 403",
        "patient/*.rs, 200, 404, 403",
        "patient/Patient.r, 200, 404, 403",
        "patient/Observation.rs, 403, 403, 403",
        "user/*.read, 200, 200, 403",
        "user/Patient.rs, 200, 200, 403",
        "user/Patient.cruds, 200, 200, 200",
        "user/*.*, 200, 200, 200",
    })
    void a32ScopesOfBothVersionsAndOfBothContexts(String scopes, int own, int others, int update) {
        String token = issuer.token(scopes, with(staff("lab-admins"), "patient", patient));
        assertThat(status("Patient/" + patient, token)).isEqualTo(own);
        assertThat(status("Patient/" + other, token)).isEqualTo(others);
        assertThat(server.put(
                                "Patient/" + patient,
                                "{\"resourceType\":\"Patient\",\"id\":\"" + patient + "\"}",
                                SmartApp.bearer(token))
                        .status())
                .isEqualTo(update);
    }

    @Test
    void a13ContextOfTheLaunchIsTheTokensClaim() {
        for (String said : List.of(patient, "Patient/" + patient)) {
            String token = issuer.token(
                    "launch/patient patient/*.rs", with(with(staff("physicians"), "patient", said), "encounter", "34"));
            assertThat(status("Patient/" + patient, token)).isEqualTo(200);
            assertThat(status("Patient/" + other, token)).isEqualTo(404);
        }
        String nobody = issuer.token("launch/patient patient/*.rs", staff("physicians"));
        assertThat(status("Patient/" + patient, nobody)).as("no patient").isIn(403, 404);
    }

    @Test
    void a21WhoTheUserIsDecidesWhomUserScopesAreAbout() {
        Map<String, Object> self = Map.of("fhirUser", "Patient/" + patient);
        String patients = issuer.token("user/*.rs", self);
        assertThat(status("Patient/" + patient, patients)).isEqualTo(200);
        assertThat(status("Patient/" + other, patients)).isEqualTo(404);
        String unknown = issuer.token("user/*.rs", Map.of("realm_access", Map.of("roles", List.of("lab-admins"))));
        assertThat(status("Patient/" + patient, unknown)).isIn(403, 404);
        String elsewheres = issuer.token(
                "user/*.rs", with(staff("lab-admins"), "fhirUser", "https://other.example.org/fhir/Practitioner/7"));
        assertThat(status("Patient/" + patient, elsewheres)).isIn(403, 404);
    }

    private static final String TASK = "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\"}";
    private static final String DEVICE = "{\"resourceType\":\"Device\"}";

    @ParameterizedTest
    @CsvSource({
        "lab-admins, 201, 201, 201, 200",
        "lab-technicians, 201, 201, 403, 403",
        "physicians, 201, 403, 403, 403",
        "/clinic/physicians, 201, 403, 403, 403",
        "physicians lab-technicians, 201, 201, 403, 403",
        "cooks, 403, 403, 403, 403",
        "'', 403, 403, 403, 403",
        "lab-systems, 403, 403, 403, 403",
    })
    void usersAreGivenWhatTheirRolesAllow(String roles, int task, int device, int patients, int audit) {
        String[] token = SmartApp.bearer(issuer.token("user/*.cruds user/AuditEvent.rs", staff(roles.split(" "))));
        assertThat(server.post("Task", TASK, token).status()).isEqualTo(task);
        assertThat(server.post("Device", DEVICE, token).status()).isEqualTo(device);
        assertThat(server.post("Patient", "{\"resourceType\":\"Patient\"}", token)
                        .status())
                .isEqualTo(patients);
        assertThat(server.get("AuditEvent?_count=1", token).status()).isEqualTo(audit);
    }

    @Test
    void systemsKeepTheirsWhereTheIssuerSaysThatTheyAreSystems() {
        String scopes = "system/Patient.rs aliquot/metrics";
        String system = issuer.systemToken(scopes, staff("lab-systems"));
        assertThat(status("Patient/" + patient, system)).isEqualTo(200);
        assertThat(status("/actuator/prometheus", system)).isEqualTo(200);
        assertThat(status("Patient/" + patient, issuer.systemToken(scopes, Map.of())))
                .isEqualTo(403);
        String user = issuer.token(scopes, staff("lab-technicians"));
        assertThat(status("Patient/" + patient, user)).isEqualTo(403);
        assertThat(status("/actuator/prometheus", user)).isEqualTo(403);
    }

    @Test
    void sensitiveResultsAreForThoseWhoMakeThemAndInAnEmergency() {
        String path = "Observation/" + restricted;
        String scopes = "user/Observation.rs aliquot/sensitive aliquot/break-glass";
        assertThat(status(path, issuer.token("user/Observation.rs", staff("lab-technicians"))))
                .isEqualTo(404);
        assertThat(status(path, issuer.token(scopes, staff("lab-technicians")))).isEqualTo(200);
        String physician = issuer.token(scopes, staff("physicians"));
        assertThat(status(path, physician)).isEqualTo(404);
        Answer broken = server.get(
                path, "Authorization", "Bearer " + physician, "X-Break-Glass", "unconscious, needs the result now");
        assertThat(broken.status()).isEqualTo(200);
        Answer without = server.get(
                path,
                "Authorization",
                "Bearer " + issuer.token("user/Observation.rs", staff("physicians")),
                "X-Break-Glass",
                "unconscious, needs the result now");
        assertThat(without.status()).isEqualTo(403);
        Answer told = server.get("AuditEvent?subtype=110127&patient=" + patient);
        assertThat(told.tree().path("total").asInt()).isEqualTo(1);
    }
}
