package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Create, read, update, delete, history, conditional operations, both kinds of PATCH, Bundles. */
@WithServer
class StoringTest {
    private final TestServer server;

    StoringTest(TestServer server) {
        this.server = server;
    }

    private static String patient(String identifier) {
        return """
            {"resourceType":"Patient","identifier":[{"system":"urn:test:mrn","value":"%s"}],"active":true}""".formatted(identifier);
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    @Test
    void everyVersionStaysReadableAfterUpdateAndDelete() {
        String id = server.post("Patient", patient(unique())).id();
        server.put("Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}");
        assertThat(server.get("Patient/" + id).tree().path("active").asBoolean())
                .isFalse();
        assertThat(server.delete("Patient/" + id).status()).isEqualTo(200);

        assertThat(server.get("Patient/" + id).status()).isEqualTo(410);
        assertThat(server.get("Patient/" + id + "/_history/1")
                        .tree()
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(server.get("Patient/" + id + "/_history")
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void clientsChooseIdsWithLettersOrOnlyDigits() {
        String number = Long.toString(System.nanoTime());

        assertThat(server.put("Patient/" + number, "{\"resourceType\":\"Patient\",\"id\":\"" + number + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(server.put("Patient/p-" + number, "{\"resourceType\":\"Patient\",\"id\":\"p-" + number + "\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void requestIdFollowsFromTheClientIntoTheStoredResource() {
        Answer created = server.post("Patient", patient(unique()), "X-Request-ID", "order-entry-42");

        assertThat(created.header("X-Request-ID")).isEqualTo("order-entry-42");
        assertThat(server.get("Patient/" + created.id())
                        .tree()
                        .at("/meta/source")
                        .asText())
                .endsWith("#order-entry-42");
    }

    @Test
    void conditionalCreateStoresOnce() {
        String mrn = unique();
        String condition = "identifier=urn:test:mrn|" + mrn;

        Answer first = server.post("Patient", patient(mrn), "If-None-Exist", condition);
        Answer second = server.post("Patient", patient(mrn), "If-None-Exist", condition);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void conditionalUpdateAndDeleteFindTheirPatient() {
        String mrn = unique();
        String query = "Patient?identifier=urn:test:mrn%7C" + mrn;

        assertThat(server.put(query, patient(mrn)).status()).isEqualTo(201);
        assertThat(server.put(query, patient(mrn).replace("true", "false")).status())
                .isEqualTo(200);
        assertThat(server.delete(query).status()).isEqualTo(200);
        assertThat(server.get(query).tree().path("total").asInt()).isZero();
    }

    @Test
    void updateOfAnOlderVersionFailsItsPrecondition() {
        String id = server.post("Patient", patient(unique())).id();
        String body = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}";

        assertThat(server.put("Patient/" + id, body, "If-Match", "W/\"1\"").status())
                .isEqualTo(200);
        assertThat(server.put("Patient/" + id, body.replace("false", "true"), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void searchSeesWhatWasStoredJustBefore() {
        String mrn = unique();
        String query = "Patient?identifier=urn:test:mrn%7C" + mrn;
        assertThat(server.get(query).tree().path("total").asInt()).isZero();

        server.post("Patient", patient(mrn));

        assertThat(server.get(query).tree().path("total").asInt()).isEqualTo(1);
    }

    @Test
    void jsonPatchChangesOneElement() {
        String id = server.post("Patient", patient(unique())).id();

        Answer patched = server.send(
                "PATCH",
                "Patient/" + id,
                "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]",
                "Content-Type",
                "application/json-patch+json");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.tree().path("active").asBoolean()).isFalse();
    }

    @Test
    void fhirPathPatchChangesOneElement() {
        String id = server.post("Patient", patient(unique())).id();

        Answer patched = server.send("PATCH", "Patient/" + id, """
            {"resourceType":"Parameters","parameter":[{"name":"operation","part":[
              {"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.active"},
              {"name":"value","valueBoolean":false}]}]}""");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.tree().path("active").asBoolean()).isFalse();
    }

    @Test
    void transactionResolvesItsOwnReferencesAndIsAllOrNothing() {
        String mrn = unique();
        String bundle = """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":%s,
               "request":{"method":"POST","url":"Patient"}},
              {"resource":{"resourceType":"Observation","status":"final","code":{"text":"K"},
                "subject":{"reference":"%s"}},"request":{"method":"POST","url":"Observation"}}]}""";

        Answer failed = server.post("", bundle.formatted(patient(mrn), "Patient/nobody-" + mrn));
        assertThat(failed.status()).isEqualTo(400);
        assertThat(server.get("Patient?identifier=" + mrn).tree().path("total").asInt())
                .isZero();

        Answer done = server.post("", bundle.formatted(patient(mrn), "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"));
        assertThat(done.status()).isEqualTo(200);
        assertThat(server.get("Observation?subject:Patient.identifier=" + mrn)
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void batchAnswersEachEntryForItself() {
        Answer answer = server.post("", """
            {"resourceType":"Bundle","type":"batch","entry":[
              {"request":{"method":"GET","url":"Patient/nobody"}},
              {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}""");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.tree().at("/entry/0/response/status").asText()).startsWith("404");
        assertThat(answer.tree().at("/entry/1/response/status").asText()).startsWith("201");
    }

    @Test
    void aResultOfAnUnknownPatientIsRefusedAndNoPatientIsInvented() {
        String id = "nobody-" + unique();

        Answer answer = server.post("Observation", """
            {"resourceType":"Observation","status":"final","code":{"text":"K"},"subject":{"reference":"Patient/%s"}}""".formatted(id));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(server.get("Patient/" + id).status()).isEqualTo(404);
    }

    @Test
    void reportedDigitsAreKept() {
        Answer created = server.post("Observation", """
            {"resourceType":"Observation","status":"final","code":{"text":"K"},
             "valueQuantity":{"value":5.40,"comparator":"<","unit":"mmol/L"}}""");

        assertThat(server.get("Observation/" + created.id()).body())
                .contains("5.40")
                .contains("\"<\"");
    }
}
