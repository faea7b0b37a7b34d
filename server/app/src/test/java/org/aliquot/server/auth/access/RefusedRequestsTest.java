package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scopes do not allow: writes, operations, and searches that tell more than they return. */
@WithServer
class RefusedRequestsTest {
    private static final String READER = "patient/Observation.rs patient/Patient.rs";

    private static Ward ward;

    private final TestServer server;

    RefusedRequestsTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void wardIsThere(TestServer server) {
        ward = Ward.on(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?subject:Patient.name=Ward",
                "Observation?patient.name=Ward",
                "Observation?performer:Practitioner.name=x",
                "Observation?has-member:Observation.code=8867-4",
                "Observation?_has:DiagnosticReport:result:status=final",
                "Observation?_has:Observation:has-member:code=8867-4",
                "Patient?_has:Observation:patient:code=8867-4",
                "Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final",
                "Observation?_filter=code eq 2823-3",
                "Observation?focus.code=x",
            })
    void searchThatAsksAboutOtherResourcesIsRefused(String search) {
        Answer answer = server.get(search.replace(" ", "%20"), ward.bearer(READER));

        assertThat(answer.status()).as(answer.body()).isIn(400, 403);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.body()).doesNotContain(ward.id("jane's potassium"));
        // The same within a batch.
        Answer batch = server.post("", """
                {"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"%s"}}]}
                """.formatted(search.replace(" ", "%20")), ward.bearer(READER));
        assertThat(batch.tree().at("/entry/0/response/status").asText()).matches("40[03].*");
    }

    @Test
    void chainsThroughTypesOfWhichAllMayBeSearchedAreAnswered() {
        String[] bearer = ward.bearer("user/Observation.rs" + Ward.VITAL_SIGNS + " user/Patient.rs");
        assertThat(ward.names(ward.found("Observation?subject:Patient.given=Jane&subject:Patient.family=Ward", bearer)))
                .containsExactly("jane's pulse");
    }

    @Test
    void typeWithoutAScopeIsRefusedInAllWays() {
        String[] bearer = ward.bearer(READER);
        String specimen = ward.id("jane's specimen");
        for (String path : List.of(
                "Specimen",
                "Specimen/" + specimen,
                "Specimen/" + specimen + "/_history",
                "Specimen/_history",
                "_history",
                "Specimen?_id=" + specimen,
                "Patient/_history")) {
            assertThat(server.get(path, bearer).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void whoReadsDoesNotWrite() {
        String[] bearer = ward.bearer(READER);
        String body = json(Ward.observation(ward.jane, "laboratory", "1-1"));
        String id = ward.id("jane's potassium");
        assertThat(server.post("Observation", body, bearer).status()).isEqualTo(403);
        assertThat(server.put("Observation/" + id, body.replaceFirst("\\{", "{\"id\":\"" + id + "\","), bearer)
                        .status())
                .isEqualTo(403);
        assertThat(server.delete("Observation/" + id, bearer).status()).isEqualTo(403);
        assertThat(server.send(
                                "PATCH",
                                "Observation/" + id,
                                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]",
                                "Content-Type",
                                "application/json-patch+json",
                                "Authorization",
                                bearer[1])
                        .status())
                .isEqualTo(403);
        for (String entry : List.of(
                "{\"resource\":" + body + ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}",
                "{\"request\":{\"method\":\"DELETE\",\"url\":\"Observation/" + id + "\"}}",
                "{\"request\":{\"method\":\"DELETE\",\"url\":\"Observation?code=1-1\"}}")) {
            for (String type : List.of("batch", "transaction")) {
                Answer answer = server.post(
                        "",
                        "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[" + entry + "]}",
                        bearer);
                assertThat(answer.status()).as(type + entry).isEqualTo(403);
            }
        }
    }

    @Test
    void whoWritesWritesWithinTheScopeOnly() {
        String[] bearer = ward.bearer("patient/Observation.cruds" + Ward.LABORATORY);
        Answer created = server.post("Observation", json(Ward.observation(ward.jane, "laboratory", "5-5")), bearer);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        // Another patient's, another category; created, or made of what is one's own.
        for (Observation outside : List.of(
                Ward.observation(ward.john, "laboratory", "5-5"),
                Ward.observation(ward.jane, "vital-signs", "5-5"),
                Ward.observation(ward.jane, null, "5-5"))) {
            assertThat(server.post("Observation", json(outside), bearer).status())
                    .isEqualTo(403);
            outside.setId(created.id());
            assertThat(server.put("Observation/" + created.id(), json(outside), bearer)
                            .status())
                    .isEqualTo(403);
        }
        // Somebody else's becomes nobody's own by an update.
        Observation taken = Ward.observation(ward.jane, "laboratory", "5-5");
        taken.setId(ward.id("john's sodium"));
        assertThat(server.put("Observation/" + taken.getId(), json(taken), bearer)
                        .status())
                .isEqualTo(403);
        assertThat(server.delete("Observation/" + ward.id("john's sodium"), bearer)
                        .status())
                .isEqualTo(404);
        assertThat(server.get("Observation/" + created.id())
                        .tree()
                        .at("/meta/versionId")
                        .asText())
                .isEqualTo("1");
        assertThat(server.delete("Observation/" + created.id(), bearer).status())
                .isEqualTo(200);
    }

    @Test
    void conditionalRequestsAreForThoseWhoMaySearchAll() {
        String[] limited = ward.bearer("patient/Observation.cruds");
        String body = json(Ward.observation(ward.jane, "laboratory", "6-6"));
        assertThat(server.post(
                                "Observation",
                                body,
                                "If-None-Exist",
                                "code=2823-3&patient=" + ward.john,
                                "Authorization",
                                limited[1])
                        .status())
                .isEqualTo(403);
        assertThat(server.put("Observation?code=2823-3", body, limited).status())
                .isEqualTo(403);
        assertThat(server.delete("Observation?code=2823-3", limited).status()).isEqualTo(403);
        Answer transaction = server.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[{"resource":%s,
                 "request":{"method":"POST","url":"Observation","ifNoneExist":"code=2823-3"}}]}
                """.formatted(body), limited);
        assertThat(transaction.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$export",
                "Patient/$export",
                "$meta",
                "Patient/$diff?from=Patient/1&to=Patient/2",
                "$get-resource-counts",
            })
    void operationsThatTellAboutEverybodyAreRefused(String operation) {
        assertThat(server.get(
                                operation.replace("{", "%7B").replace("}", "%7D"),
                                "Prefer",
                                "respond-async",
                                "Authorization",
                                ward.bearer(READER)[1])
                        .status())
                .as(operation)
                .isIn(400, 403);
    }

    @Test
    void importAndExpungeAreRefused() {
        for (String operation : List.of("$import", "$expunge", "$reindex", "Patient/" + ward.jane + "/$expunge")) {
            assertThat(server.post(
                                    operation,
                                    "{\"resourceType\":\"Parameters\"}",
                                    "Prefer",
                                    "respond-async",
                                    "Authorization",
                                    ward.bearer(READER)[1])
                            .status())
                    .as(operation)
                    .isIn(400, 403);
        }
    }

    @Test
    void subscriptionNeedsScopesForAllThatItDelivers() {
        String subscription = """
                {"resourceType":"Subscription","status":"requested","reason":"x","criteria":"%s",
                 "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:1/x","payload":"application/fhir+json"}}
                """;
        String[] granular = ward.bearer("user/Subscription.cruds user/Observation.rs" + Ward.LABORATORY);
        assertThat(server.post("Subscription", subscription.formatted("Observation?code=2823-3"), granular)
                        .status())
                .isEqualTo(403);
        String[] typed = ward.bearer("user/Subscription.cruds user/Observation.rs");
        assertThat(server.post("Subscription", subscription.formatted("Observation?patient.name=Ward"), typed)
                        .status())
                .isEqualTo(403);
        assertThat(server.post("Subscription", subscription.formatted("Observation?patient%2Ename=Ward"), typed)
                        .status())
                .isEqualTo(403);
        assertThat(server.post("Subscription", subscription.formatted("Specimen?"), typed)
                        .status())
                .isIn(400, 403, 422);
    }

    @Test
    void pagesOfSomebodyElsesSearchShowOnlyWhatOneMaySee() {
        Answer everyones = server.get("Observation?code=2823-3&_count=1");
        String next = "";
        for (var link : everyones.tree().path("link")) {
            next = link.path("relation").asText().equals("next")
                    ? link.path("url").asText()
                    : next;
        }
        assertThat(next).isNotEmpty();

        assertThat(server.get(next, ward.bearer(READER)).tree().has("total")).isFalse();
        List<String> seen = ward.found(next, ward.bearer(READER));

        assertThat(ward.names(seen)).allMatch(name -> name.startsWith("jane"));
    }

    @Test
    void usersWhoDoNotWorkHereSeeNobodyByScopesOfUsers() {
        for (String fhirUser : new String[] {"RelatedPerson/1", null}) {
            SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/*.cruds");
            Answer tokens = app.launch("user/*.rs", SmartApp.user(server, fhirUser), ward.jane);
            for (String path : List.of("Patient/" + ward.jane, "Patient", "Observation", "_history", "$export")) {
                assertThat(server.get(path, SmartApp.bearer(tokens)).status())
                        .as(path)
                        .isIn(400, 403, 404);
            }
        }
    }

    @Test
    void opsAndMetricsNeedScopesOfTheirOwn() {
        String[] data = ward.bearer("system/*.cruds");
        assertThat(server.get("/ops/quarantine", data).status()).isEqualTo(403);
        assertThat(server.get("/actuator/prometheus", data).status()).isEqualTo(403);
        assertThat(server.get("/ops/quarantine", ward.bearer("system/Patient.r aliquot/operations"))
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/actuator/prometheus", ward.bearer("system/Patient.r aliquot/metrics"))
                        .status())
                .isEqualTo(200);
        assertThat(server.post("/auth/launch", "{}", data).status()).isEqualTo(403);
    }

    private String json(Observation observation) {
        return server.fhir().newJsonParser().encodeResourceToString(observation);
    }
}
