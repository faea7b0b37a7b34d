package org.aliquot.server.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a question is wrapped in, the audit has it. */
@WithServer
class WhatWasAskedTest {
    private final TestServer server;
    private final TrailSince trail;
    private final String request = "asked-" + UUID.randomUUID();

    WhatWasAskedTest(TestServer server) {
        this.server = server;
        this.trail = new TrailSince(server);
    }

    /** Subtype, outcome, resource, patient and query of the request's entries, oldest first. */
    private List<String> entries() {
        List<String> found = new ArrayList<>();
        for (JsonNode event : events()) {
            boolean isOurs = false;
            String resource = "";
            String patient = "";
            String query = "";
            for (JsonNode entity : event.path("entity")) {
                isOurs |= entity.at("/what/identifier/value").asText().equals(request);
                switch (entity.at("/role/code").asText()) {
                    case "4" -> resource = " " + entity.at("/what/reference").asText();
                    case "1" -> patient = " of " + entity.at("/what/reference").asText();
                    case "24" ->
                        query = " "
                                + new String(
                                                Base64.getDecoder()
                                                        .decode(entity.path("query")
                                                                .asText()),
                                                StandardCharsets.UTF_8)
                                        .replace(server.fhirUrl(), "");
                    default -> {}
                }
            }
            if (isOurs) {
                found.add(event.at("/subtype/0/code").asText() + " "
                        + event.path("outcome").asText() + resource + patient + query);
            }
        }
        return found;
    }

    private List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        for (Answer page : trail.pages()) {
            page.tree().path("entry").forEach(entry -> events.add(entry.path("resource")));
        }
        return events;
    }

    private Answer post(String path, String body, String... headers) {
        return server.post(
                path,
                body,
                Stream.concat(Stream.of("X-Request-ID", request), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private static String bundle(String type, String... entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    private static String entry(String method, String url) {
        return entry(method, url, "");
    }

    private static String entry(String method, String url, String more) {
        return "{\"request\":{\"method\":\"" + method + "\",\"url\":\"" + url + "\"}" + more + "}";
    }

    private String patient() {
        return server.create(new Patient()).getIdElement().getIdPart();
    }

    private String observation(String patient) {
        Observation observation = new Observation();
        observation.setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference("Patient/" + patient));
        observation.getCode().setText("x");
        return server.create(observation).getIdElement().getIdPart();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "transaction"})
    void eachReadingEntryOfABundleHasAnEntryOfItsOwn(String type) {
        String one = patient();
        String other = patient();
        String ofOne = observation(one);
        observation(other);
        Answer answer = post(
                "",
                bundle(
                        type,
                        entry("GET", "Observation/" + ofOne),
                        entry("GET", "/Observation?subject=Patient/" + one + ",Patient/" + other),
                        entry("GET", "Observation/none-" + ofOne),
                        entry("GET", "Observation?subject=Patient/" + one + "&code=nothing"),
                        entry("GET", "Patient/" + one + "/_history"),
                        entry("POST", "Patient", ",\"resource\":{\"resourceType\":\"Patient\"}")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String created = answer.tree().at("/entry/5/response/location").asText();
        String search = " /Observation?subject=Patient/" + one + ",Patient/" + other;
        assertThat(entries())
                .containsExactlyInAnyOrder(
                        "transaction 0 /",
                        "read 0 Observation/" + ofOne + "/_history/1 of Patient/" + one,
                        "search-type 0 of Patient/" + one + search,
                        "search-type 0 of Patient/" + other + search,
                        "read 4 Observation/none-" + ofOne,
                        "search-type 0 /Observation?subject=Patient/" + one + "&code=nothing",
                        "history-instance 0 of Patient/" + one + " /Patient/" + one + "/_history",
                        "create 0 " + created + " of " + created.replaceFirst("/_history.*", ""));
    }

    @Test
    void whatABundleDoesNotWriteIsToldToo() {
        String patient = patient();
        String text = ",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"" + patient + "\"}";
        String find = "{\"request\":{\"method\":\"POST\",\"url\":\"Patient\",\"ifNoneExist\":\"_id=" + patient
                + "\"},\"resource\":{\"resourceType\":\"Patient\"}}";
        Answer answer = post(
                "",
                bundle(
                        "batch",
                        find,
                        entry("DELETE", "Patient/none-" + patient),
                        entry("PUT", "Patient/" + patient, text.replace("Patient\",", "Observation\","))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(entries())
                .containsExactlyInAnyOrder(
                        "transaction 0 /",
                        "create 0 /Patient?_id=" + patient,
                        "delete 0 Patient/none-" + patient,
                        "update 4 Patient/" + patient);
    }

    @Test
    void whatABundleOfOneWithLessScopesAsksInVain() {
        String patient = patient();
        String token = server.localToken(Scopes.parse("system/Observation.rs"));
        assertThat(post(
                                "",
                                bundle(
                                        "batch",
                                        entry("GET", "Patient/" + patient),
                                        entry("GET", "Patient?_id=" + patient),
                                        entry("GET", "Nothing/a b")),
                                "Authorization",
                                "Bearer " + token)
                        .status())
                .isEqualTo(200);
        assertThat(entries())
                .contains("transaction 0 /", "read 4 Patient/" + patient, "search-type 4 /Patient?_id=" + patient)
                .hasSize(4);
    }

    @Test
    void aBundleThatIsRefusedAsAWholeSaysWhatItAskedFor() {
        String patient = patient();
        String token = server.localToken(Scopes.parse("system/Observation.rs"));
        assertThat(post(
                                "",
                                bundle(
                                        "batch",
                                        entry("GET", "Observation?subject=Patient/" + patient),
                                        entry("DELETE", "Patient/" + patient)),
                                "Authorization",
                                "Bearer " + token)
                        .status())
                .isEqualTo(403);
        assertThat(entries())
                .singleElement()
                .asString()
                .contains("GET Observation?subject=Patient/" + patient + "\nDELETE Patient/" + patient);
    }

    @Test
    void aTransactionThatFailsSaysWhatItWouldHaveRead() {
        String patient = patient();
        assertThat(post(
                                "",
                                bundle(
                                        "transaction",
                                        entry("GET", "Patient/" + patient),
                                        entry("PUT", "Patient/none?x", "")))
                        .status())
                .isBetween(400, 499);
        assertThat(entries()).anyMatch(entry -> entry.endsWith("Patient/" + patient));
    }

    @Test
    void aBundleThatCannotBeReadHasAnEntry() {
        assertThat(post(server.fhirUrl(), "{\"resourceType\":\"Bundle\",\"entry\":7")
                        .status())
                .isEqualTo(400);
        assertThat(entries()).singleElement().asString().contains("POST /fhir");
    }

    @Test
    void bodiesThatAskAreInTheAudit() {
        String patient = patient();
        observation(patient);
        String query = "{\"query\":\"{ObservationList(patient:\\\"" + patient + "\\\"){id}}\"}";
        post("$graphql", query, "Content-Type", "application/json");
        post(
                "Observation/$lastn",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"max\",\"valueInteger\":3},{\"name\":\"subject\","
                        + "\"valueReference\":{\"reference\":\"Patient/" + patient
                        + "\"}},{\"name\":\"x\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Secret\"}]}}]}");
        post(
                "Patient/$export",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",\"valueReference\":"
                        + "{\"reference\":\"Patient/" + patient + "\"}}]}",
                "Prefer",
                "respond-async");
        post(
                "ViewDefinition/patients/$run",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_limit\",\"valueInteger\":1},"
                        + "{\"name\":\"patient\",\"valueReference\":{\"reference\":\"Patient/" + patient + "\"}}]}");
        post(
                "$viewdefinition-run",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"viewReference\",\"valueUri\":\"ViewDefinition/patients\"},"
                        + "{\"name\":\"resource\",\"valueString\":\"{\\\"resourceType\\\":\\\"Patient\\\",\\\"id\\\":\\\"Secret\\\"}\"}]}");
        assertThat(entries())
                .anyMatch(entry -> entry.contains("/$viewdefinition-run") && entry.contains("ViewDefinition/patients"))
                .anyMatch(entry -> entry.contains("/$graphql") && entry.contains(query))
                .anyMatch(entry -> entry.contains("/$lastn") && entry.contains("Patient/" + patient))
                .anyMatch(entry -> entry.contains("/$export") && entry.contains("patient=Patient/" + patient))
                .anyMatch(entry -> entry.contains("/$run") && entry.contains("Patient/" + patient))
                .noneMatch(entry -> entry.contains("Secret"));
    }

    @Test
    void formsAreInTheAuditWhateverBecomesOfThem() {
        String form = "application/x-www-form-urlencoded";
        String token = server.localToken(Scopes.parse("system/Observation.rs"));
        assertThat(post("Patient/_search", "name=Asked", "Content-Type", form).status())
                .isEqualTo(200);
        assertThat(post("Patient/_search", "name=Refused", "Content-Type", form, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(403);
        assertThat(post("Patient/_search", "name=Wrong&no-such=1", "Content-Type", form)
                        .status())
                .isEqualTo(400);
        assertThat(post("Nothing/_search", "name=Nowhere", "Content-Type", form).status())
                .isEqualTo(404);
        assertThat(entries())
                .anyMatch(entry -> entry.contains("/Patient/_search?name=Asked"))
                .anyMatch(entry -> entry.startsWith("refusal") && entry.contains("name=Refused"))
                .anyMatch(entry -> entry.contains("name=Wrong"))
                .anyMatch(entry -> entry.contains("name=Nowhere"))
                .hasSize(4);
    }

    @Test
    void aLongQuestionIsCut() {
        String ids = "a".repeat(30).concat(",").repeat(20_000);
        post("Patient/_search", "name=" + ids, "Content-Type", "application/x-www-form-urlencoded");
        assertThat(entries())
                .singleElement()
                .asString()
                .contains("SHA-256")
                .hasSizeLessThan(10_000)
                .satisfies(entry -> assertThat(entry.toLowerCase(Locale.ROOT)).contains("characters"));
    }

    /** A conditional create that finds one hands it out where it is asked to. */
    @Test
    void aConditionalCreateThatFindsSaysWhomItShowed() {
        String patient = patient();
        Answer answer = post(
                "Patient",
                "{\"resourceType\":\"Patient\"}",
                "If-None-Exist",
                "_id=" + patient,
                "Prefer",
                "return=representation");
        assertThat(answer.id()).isEqualTo(patient);
        assertThat(entries()).containsExactly("create 0 of Patient/" + patient + " /Patient?_id=" + patient);
    }

    /** It has no id, and its answer is the container's: it is found by what was asked. */
    @Test
    void whatTheContainerRefusesHasAnEntry() throws IOException, InterruptedException {
        URI uri = URI.create(server.baseUrl());
        String path = "/fhir/Patient?name=<" + UUID.randomUUID() + ">";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400");
        }
        JsonNode event = null;
        for (int i = 0; i < 50 && event == null; i++) {
            Thread.sleep(100);
            for (JsonNode one : events()) {
                if (one.path("outcomeDesc").asText().contains("container")) {
                    event = one;
                }
            }
        }
        assertThat(event).isNotNull();
        assertThat(event.at("/agent/0/network/address").asText()).isEqualTo("127.0.0.1");
    }
}
