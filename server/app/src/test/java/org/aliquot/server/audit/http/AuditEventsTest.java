package org.aliquot.server.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.storage.interceptor.balp.BalpAuditCaptureInterceptor;
import ca.uhn.fhir.storage.interceptor.balp.IBalpAuditContextServices;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.fhir.FhirServlet;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

@WithServer
class AuditEventsTest {
    private final TestServer server;
    private final TrailSince trail;

    AuditEventsTest(TestServer server) {
        this.server = server;
        this.trail = new TrailSince(server);
    }

    private String patient() {
        Patient patient = new Patient();
        patient.addName().setFamily("Audited");
        return server.create(patient).getIdElement().getIdPart();
    }

    private Observation observation(String patient) {
        Observation observation = new Observation();
        observation.setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference("Patient/" + patient));
        observation.getCode().addCoding().setSystem("http://loinc.org").setCode("2823-3");
        return observation;
    }

    private String text(Resource resource) {
        return server.fhir().newJsonParser().encodeResourceToString(resource);
    }

    /** Entries of one request, oldest first. */
    private List<AuditEvent> eventsOf(String request, String... headers) {
        List<AuditEvent> all = new ArrayList<>();
        for (Answer page : trail.pages(headers)) {
            server.parse(Bundle.class, page).getEntry().forEach(entry -> all.add((AuditEvent) entry.getResource()));
        }
        return all.stream()
                .filter(event -> event.getEntity().stream()
                        .anyMatch(entity ->
                                request.equals(entity.getWhat().getIdentifier().getValue())))
                .toList();
    }

    private static String[] id(String id, String... more) {
        return Stream.concat(Stream.of("X-Request-ID", id), Stream.of(more)).toArray(String[]::new);
    }

    private static String newId() {
        return "audit-" + UUID.randomUUID();
    }

    private static String patientIn(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> "1".equals(entity.getRole().getCode()))
                .map(entity -> entity.getWhat().getReference())
                .findFirst()
                .orElse("");
    }

    private static String resourceIn(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> "4".equals(entity.getRole().getCode()))
                .map(entity -> entity.getWhat().getReference())
                .findFirst()
                .orElse("");
    }

    private static String queryIn(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> "24".equals(entity.getRole().getCode()))
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    @Test
    void aReadSaysWhoSawWhatOfWhom() {
        String patient = patient();
        String observation = server.create(observation(patient)).getIdElement().getIdPart();
        String request = newId();
        server.get("Observation/" + observation, id(request));
        List<AuditEvent> events = eventsOf(request);
        assertThat(events).hasSize(1);
        AuditEvent event = events.get(0);
        assertThat(resourceIn(event)).isEqualTo("Observation/" + observation + "/_history/1");
        assertThat(patientIn(event)).isEqualTo("Patient/" + patient);
        assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._0);
        assertThat(event.getAction()).isEqualTo(AuditEvent.AuditEventAction.R);
        assertThat(event.getAgentFirstRep().getNetwork().getAddress()).isEqualTo("127.0.0.1");
        assertThat(event.getAgentFirstRep().getWho().getIdentifier().getValue()).isEqualTo("operator");
    }

    @Test
    void aSearchHasAnEntryForEachPatientItFound() {
        String one = patient();
        String other = patient();
        server.create(observation(one));
        server.create(observation(one));
        server.create(observation(other));
        String request = newId();
        server.get("Observation?subject=Patient/" + one + ",Patient/" + other, id(request));
        List<AuditEvent> events = eventsOf(request);
        assertThat(events)
                .extracting(AuditEventsTest::patientIn)
                .containsExactlyInAnyOrder("Patient/" + one, "Patient/" + other);
        assertThat(events).allSatisfy(event -> assertThat(queryIn(event)).contains("subject=Patient"));
        String nothing = newId();
        server.get("Observation?subject=Patient/" + one + "&code=none", id(nothing));
        assertThat(eventsOf(nothing)).hasSize(1);
        String posted = newId();
        server.send(
                "POST",
                "Observation/_search",
                "subject=Patient/" + one,
                id(posted, "Content-Type", "application/x-www-form-urlencoded"));
        assertThat(eventsOf(posted)).singleElement().satisfies(event -> {
            assertThat(queryIn(event)).contains("subject=Patient");
            assertThat(patientIn(event)).isEqualTo("Patient/" + one);
        });
    }

    @Test
    void everyWayToLookIsAccountedFor() {
        String patient = patient();
        String observation = server.create(observation(patient)).getIdElement().getIdPart();
        for (String way : List.of(
                "Observation/" + observation + "/_history/1",
                "Observation/" + observation + "/_history",
                "Patient/" + patient + "/$everything",
                "Observation/$lastn?subject=Patient/" + patient,
                "Patient?_id=" + patient + "&_revinclude=Observation:subject")) {
            String request = newId();
            assertThat(server.get(way, id(request)).status()).as(way).isEqualTo(200);
            assertThat(eventsOf(request))
                    .as(way)
                    .singleElement()
                    .satisfies(event -> assertThat(patientIn(event)).isEqualTo("Patient/" + patient));
        }
        String batch = newId();
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.BATCH);
        bundle.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl("Observation?subject=Patient/" + patient);
        bundle.addEntry()
                .setResource(observation(patient))
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Observation");
        server.post("", text(bundle), id(batch));
        assertThat(eventsOf(batch))
                .extracting(event -> event.getSubtypeFirstRep().getCode() + " " + patientIn(event))
                .containsExactlyInAnyOrder(
                        "transaction ", "search-type Patient/" + patient, "create Patient/" + patient);
    }

    @Test
    void graphQlNamesThePatientsWhomItsAnswerIsAbout() {
        String one = patient();
        String other = patient();
        String observation = server.create(observation(one)).getIdElement().getIdPart();
        server.create(observation(other));
        for (String query : List.of(
                "{Observation(id:\\\"" + observation + "\\\"){status}}",
                "{ObservationList(patient:\\\"" + one + "\\\"){id}}",
                "{ObservationConnection(patient:\\\"" + one + "\\\"){edges{resource{id}}}}")) {
            String request = newId();
            assertThat(server.post(
                                    "$graphql",
                                    "{\"query\":\"" + query + "\"}",
                                    id(request, "Content-Type", "application/json"))
                            .status())
                    .isEqualTo(200);
            assertThat(eventsOf(request).stream().map(AuditEventsTest::patientIn))
                    .as(query)
                    .containsExactly("Patient/" + one);
        }
    }

    @Test
    void whatIsWrittenIsNamedWithItsVersion() {
        String patient = patient();
        String create = newId();
        String id = server.post("Observation", text(observation(patient)), id(create))
                .id();
        assertThat(eventsOf(create)).singleElement().satisfies(event -> {
            assertThat(resourceIn(event)).isEqualTo("Observation/" + id + "/_history/1");
            assertThat(patientIn(event)).isEqualTo("Patient/" + patient);
        });
        String update = newId();
        Observation changed = observation(patient);
        changed.setId(id);
        changed.setStatus(Observation.ObservationStatus.AMENDED);
        server.put("Observation/" + id, text(changed), id(update));
        assertThat(eventsOf(update)).singleElement().satisfies(event -> {
            assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("update");
            assertThat(resourceIn(event)).isEqualTo("Observation/" + id + "/_history/2");
        });
        String delete = newId();
        server.delete("Observation/" + id, id(delete));
        assertThat(eventsOf(delete))
                .singleElement()
                .satisfies(event -> assertThat(event.getAction()).isEqualTo(AuditEvent.AuditEventAction.D));
    }

    @Test
    void whatFailsIsToldAsFailed() {
        for (String[] attempt : List.of(
                new String[] {"GET", "Observation/no-such-thing", ""},
                new String[] {"GET", "Observation?no-such-parameter=1", ""},
                new String[] {"POST", "Observation", "{\"resourceType\":\"Observation\",\"status\":7"},
                new String[] {"PUT", "Observation/x", "{\"resourceType\":\"Patient\"}"})) {
            String request = newId();
            int status = server.send(attempt[0], attempt[1], attempt[2].isEmpty() ? null : attempt[2], id(request))
                    .status();
            assertThat(status).isBetween(400, 499);
            assertThat(eventsOf(request))
                    .as(String.join(" ", attempt))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._4));
        }
    }

    @Test
    void whoIsNotKnownOrMayNotComeInIsToldToo() {
        String unknown = newId();
        assertThat(server.get("Patient", id(unknown, "Authorization", "Bearer nonsense"))
                        .status())
                .isEqualTo(401);
        assertThat(eventsOf(unknown)).singleElement().satisfies(event -> {
            assertThat(event.getType().getCode()).isEqualTo("110114");
            assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._4);
            assertThat(text(event)).doesNotContain("nonsense");
        });
        String refused = newId();
        String token = server.localToken(Scopes.parse("system/Observation.rs"));
        assertThat(server.get("Patient", id(refused, "Authorization", "Bearer " + token))
                        .status())
                .isEqualTo(403);
        assertThat(eventsOf(refused))
                .singleElement()
                .satisfies(event -> assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._4));
        String open = newId();
        server.get("metadata", id(open));
        assertThat(eventsOf(open)).isEmpty();
        String raw = newId();
        server.get("/ops/connections", id(raw));
        assertThat(eventsOf(raw))
                .singleElement()
                .satisfies(event -> assertThat(event.getType().getCode()).isEqualTo("object"));
    }

    @Test
    void loginsConsentsAndTokensNameTheUser() {
        String patient = patient();
        String practitioner = "Practitioner/"
                + server.create(new org.hl7.fhir.r4.model.Practitioner())
                        .getIdElement()
                        .getIdPart();
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs");
        String user = SmartApp.user(server, practitioner);
        app.launch("launch/patient patient/*.rs", user, patient);
        Bundle found = server.parse(Bundle.class, server.get("AuditEvent?agent-name=" + user));
        assertThat(found.getEntry())
                .extracting(entry -> {
                    AuditEvent event = (AuditEvent) entry.getResource();
                    return event.getSubtypeFirstRep().getCode() + " " + patientIn(event);
                })
                .as("read: the name, on the page of the consent")
                .containsExactlyInAnyOrder(
                        "token Patient/" + patient, "consent Patient/" + patient, "read Patient/" + patient, "110122 ");
        assertThat(server.parse(Bundle.class, server.get("AuditEvent?agent=" + practitioner))
                        .getEntry())
                .hasSize(4);

        java.net.http.HttpResponse<String> page = app.authorize("GET", app.request("patient/*.rs"));
        app.login(page, user, "not the password");
        Answer failed = server.get("AuditEvent?agent-name=" + user + "&outcome=4&subtype=110122");
        assertThat(failed.tree().path("total").asInt()).isEqualTo(1);
        assertThat(failed.body()).doesNotContain("not the password");
    }

    @Test
    void aPatientSeesWhoSawAndNothingElse() {
        String patient = patient();
        String other = patient();
        String observation = server.create(observation(patient)).getIdElement().getIdPart();
        server.create(observation(other));
        server.get("Observation?subject=Patient/" + patient + ",Patient/" + other);
        server.get("Observation/" + observation);
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/AuditEvent.rs");
        String token = app.launch(
                        "launch/patient patient/AuditEvent.rs", SmartApp.user(server, "Patient/" + patient), patient)
                .tree()
                .path("access_token")
                .asText();
        Answer seen = server.get("AuditEvent?_count=100", SmartApp.bearer(token));
        assertThat(seen.status()).isEqualTo(200);
        Bundle bundle = server.parse(Bundle.class, seen);
        assertThat(bundle.getEntry()).isNotEmpty();
        Set<String> patients = bundle.getEntry().stream()
                .map(entry -> patientIn((AuditEvent) entry.getResource()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(patients).containsExactly("Patient/" + patient);
        assertThat(seen.body()).doesNotContain("Patient/" + other).doesNotContain("\"query\"");
        String others = server.get("AuditEvent?entity=Patient/" + other)
                .tree()
                .at("/entry/0/resource/id")
                .asText();
        assertThat(server.get("AuditEvent/" + others, SmartApp.bearer(token)).status())
                .isEqualTo(404);
        assertThat(server.get("AuditEvent?patient=" + other, SmartApp.bearer(token))
                        .tree()
                        .path("entry")
                        .size())
                .isZero();
    }

    @Test
    void nobodyWritesAuditEvents() {
        AuditEvent forged = new AuditEvent();
        forged.setId("forged");
        forged.getType().setCode("rest");
        assertThat(server.post("AuditEvent", text(forged)).status()).isGreaterThanOrEqualTo(400);
        assertThat(server.put("AuditEvent/forged", text(forged)).status()).isGreaterThanOrEqualTo(400);
        assertThat(server.delete("AuditEvent/1").status()).isGreaterThanOrEqualTo(400);
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(forged)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl("AuditEvent/forged");
        assertThat(server.post("", text(bundle)).status()).isEqualTo(405);
        for (String via : List.of("copy", "dao")) {
            Answer load = server.post("/ops/ingest?source=forger&via=" + via, text(forged) + "\n");
            assertThat(load.tree().at("/lines/refused").asInt()).as(load.body()).isEqualTo(1);
        }
        assertThat(server.post("$graphql", "{\"query\":\"{AuditEventList{id}}\"}", "Content-Type", "application/json")
                        .body())
                .doesNotContain("forged");
    }

    @Test
    void anExportOfViewsIsAccountedForWhenItIsOrderedFetchedAndEnded() throws InterruptedException {
        String ordered = newId();
        String job = server.get(
                        "ViewDefinition/patients/$viewdefinition-export?_since=2026-01-01T00:00:00Z",
                        "Prefer",
                        "respond-async",
                        "X-Request-ID",
                        ordered)
                .header("Content-Location");
        String asked = newId();
        Answer done = server.get(job, id(asked));
        while (done.status() == 202) {
            done = server.get(job, id(asked));
        }
        Answer result = server.get(done.header("Location"), id(asked));
        String fetched = newId();
        String file = result.body().replaceAll("(?s).*\"([^\"]*/patients\\.ndjson)\".*", "$1");
        assertThat(server.get(file, id(fetched)).status()).isEqualTo(200);
        String ended = newId();
        assertThat(server.delete(job, id(ended)).status()).isEqualTo(202);

        assertThat(eventsOf(ordered))
                .singleElement()
                .satisfies(event -> assertThat(queryIn(event)).contains("patients/$viewdefinition-export?_since"));
        assertThat(eventsOf(fetched))
                .singleElement()
                .satisfies(event -> assertThat(queryIn(event)).contains("patients.ndjson"));
        assertThat(eventsOf(ended)).hasSize(1);
        assertThat(eventsOf(asked)).isEmpty();
    }

    @Test
    void rowsOfViewsThatLeaveAndChangesOfViewsAreAccountedFor() {
        String run = newId();
        assertThat(server.get("ViewDefinition/patients/$run?_limit=1", id(run)).status())
                .isEqualTo(200);
        assertThat(eventsOf(run))
                .singleElement()
                .satisfies(event -> assertThat(queryIn(event)).contains("ViewDefinition/patients/$run?_limit=1"));
        for (String another : List.of("$viewdefinition-run", "%24run", "%24viewdefinition%2Drun")) {
            String id = newId();
            server.get("ViewDefinition/patients/" + another + "?_limit=1", id(id));
            assertThat(eventsOf(id))
                    .as(another)
                    .singleElement()
                    .satisfies(event -> assertThat(queryIn(event)).contains(another + "?_limit=1"));
        }
        assertThat(server.get("ViewDefinition/patients/$run/").status())
                .as("no way past it")
                .isEqualTo(404);
        String put = newId();
        server.put("ViewDefinition/audited", """
                {"resourceType":"ViewDefinition","name":"audited","status":"active","resource":"Patient",
                 "select":[{"column":[{"name":"id","path":"id"}]}]}""", id(put));
        String removed = newId();
        assertThat(server.delete("ViewDefinition/audited", id(removed)).status())
                .isEqualTo(204);
        assertThat(eventsOf(put)).hasSize(1);
        assertThat(eventsOf(removed)).hasSize(1);
    }

    @Test
    void searchesNarrowAndPage() {
        String patient = patient();
        for (int i = 0; i < 7; i++) {
            server.get("Patient/" + patient);
        }
        server.delete("Patient/" + patient);
        assertThat(total("patient=" + patient)).isEqualTo(9);
        assertThat(total("patient=Patient/" + patient + "&action=R")).isEqualTo(7);
        assertThat(total("patient=" + patient + "&subtype=create,delete")).isEqualTo(2);
        assertThat(total("entity=Patient/" + patient + "&outcome=0&type=rest")).isEqualTo(9);
        assertThat(total("patient=" + patient + "&date=lt2000-01-01")).isZero();
        assertThat(total("patient=" + patient + "&address=127.0.0")).isEqualTo(9);
        assertThat(total("patient=" + patient + "&agent-name=oper")).isEqualTo(9);
        assertThat(server.get("AuditEvent?patient.name=x").status()).isEqualTo(400);
        assertThat(server.get("AuditEvent?policy=x").status()).isEqualTo(400);
        List<String> ids = new ArrayList<>();
        for (String next = "AuditEvent?_count=4&patient=" + patient; !next.isEmpty(); ) {
            Bundle page = server.parse(Bundle.class, server.get(next));
            page.getEntry()
                    .forEach(entry -> ids.add(entry.getResource().getIdElement().getIdPart()));
            next = page.getLink("next") == null ? "" : page.getLink("next").getUrl();
        }
        assertThat(ids)
                .hasSize(9)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(b), Long.parseLong(a)));
        assertThat(server.get("AuditEvent/" + ids.get(0)).status()).isEqualTo(200);
    }

    /** By the time that a value may mean (FHIR R4 search.html#date). */
    @Test
    void aDayIsThatDay() {
        String whose = "patient=" + patient();
        LocalDate day = LocalDate.now(ZoneOffset.UTC);
        LocalDate before = day.minusDays(1);
        LocalDate after = day.plusDays(1);
        for (String parameter : List.of("date", "_lastUpdated")) {
            for (String all : List.of(
                    "" + day,
                    "eq" + day,
                    "le" + day,
                    "ge" + day,
                    "lt" + after,
                    "gt" + before,
                    "sa" + before,
                    "eb" + after,
                    "ne" + before,
                    before + "," + day,
                    day.toString().substring(0, 7),
                    day.toString().substring(0, 4),
                    "ge" + before + "&" + parameter + "=le" + day,
                    "lt" + after + "T00:00:00Z")) {
                assertThat(total(whose + "&" + parameter + "=" + all))
                        .as(parameter + all)
                        .isEqualTo(1);
            }
            for (String none : List.of(
                    "" + before,
                    "le" + before,
                    "lt" + day,
                    "eb" + day,
                    "gt" + day,
                    "sa" + day,
                    "ge" + after,
                    "ne" + day,
                    "ne" + day.getYear(),
                    before + "," + after,
                    "lt" + day + "T00:00:00Z")) {
                assertThat(total(whose + "&" + parameter + "=" + none))
                        .as(parameter + none)
                        .isZero();
            }
            assertThat(server.get("AuditEvent?" + parameter + "=ap2020").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsNotSearchedByIsRefusedAndNotAdvertised() {
        for (String parameter : List.of(
                "_tag",
                "_security",
                "_profile",
                "_source",
                "_text",
                "_content",
                "_language",
                "_has:Provenance:target:agent",
                "_foo",
                "_include",
                "_filter",
                "source",
                "policy",
                "site")) {
            assertThat(server.get("AuditEvent?" + parameter + "=x").status())
                    .as(parameter)
                    .isEqualTo(400);
        }
        List<String> advertised = new ArrayList<>();
        server.get("metadata").tree().at("/rest/0/resource").forEach(resource -> {
            if (resource.path("type").asText().equals("AuditEvent")) {
                resource.path("searchParam")
                        .forEach(parameter ->
                                advertised.add(parameter.path("name").asText()));
            }
        });
        assertThat(advertised).contains("date", "patient", "_id").doesNotContain("_next", "source", "policy", "_tag");
        for (String parameter : advertised) {
            assertThat(server.get("AuditEvent?_count=0&" + parameter + "="
                                    + (parameter.equals("entity") || parameter.equals("agent") ? "Patient/1" : "2026"))
                            .status())
                    .as(parameter)
                    .isEqualTo(200);
        }
    }

    @Test
    void aCodeIsOneOfItsSystem() {
        String whose = "patient=" + patient() + "&";
        String types = "http://terminology.hl7.org/CodeSystem/audit-event-type";
        for (String found : List.of(
                "type=rest",
                "type=" + types + "%7Crest",
                "type=" + types + "%7C",
                "subtype=http://hl7.org/fhir/restful-interaction%7Ccreate",
                "subtype=http://hl7.org/fhir/restful-interaction%7C",
                "outcome=http://hl7.org/fhir/audit-event-outcome%7C0",
                "action=http://hl7.org/fhir/audit-event-action%7C")) {
            assertThat(total(whose + found)).as(found).isEqualTo(1);
        }
        for (String none :
                List.of("type=http://wrong%7Crest", "type=%7Crest", "outcome=http://x%7C0", "type=http://wrong%7C")) {
            assertThat(total(whose + none)).as(none).isZero();
        }
    }

    private int total(String search) {
        return server.get("AuditEvent?_count=0&" + search).tree().path("total").asInt(-1);
    }

    /** HAPI's own interceptor beside ours: of reads, searches and writes both say the same. */
    @Test
    void readsSearchesAndWritesAreToldAsHapiTellsThem() {
        List<AuditEvent> hapis = new CopyOnWriteArrayList<>();
        BalpAuditCaptureInterceptor oracle =
                new BalpAuditCaptureInterceptor(event -> hapis.add((AuditEvent) event), new Context());
        FhirServlet servlet = server.bean(FhirServlet.class);
        servlet.registerInterceptor(oracle);
        try {
            String patient = patient();
            String observation =
                    server.create(observation(patient)).getIdElement().getIdPart();
            String device = server.create(new Device()).getIdElement().getIdPart();
            Observation changed = observation(patient);
            changed.setId(observation);
            changed.setStatus(Observation.ObservationStatus.AMENDED);
            Map<String, Runnable> requests = Map.of(
                    "read", () -> server.get("Observation/" + observation, id("read")),
                    "vread", () -> server.get("Observation/" + observation + "/_history/1", id("vread")),
                    "read of no patient", () -> server.get("Device/" + device, id("device")),
                    "search", () -> server.get("Observation?subject=Patient/" + patient, id("search")),
                    "search of no patient", () -> server.get("Device?_id=" + device, id("devices")),
                    "create", () -> server.post("Observation", text(observation(patient)), id("create")),
                    "update", () -> server.put("Observation/" + observation, text(changed), id("update")),
                    "create of no patient", () -> server.post("Device", text(new Device()), id("new-device")),
                    "delete", () -> server.delete("Device/" + device, id("delete")));
            for (String name : List.of(
                    "read",
                    "vread",
                    "read of no patient",
                    "search",
                    "search of no patient",
                    "create",
                    "create of no patient",
                    "update",
                    "delete")) {
                hapis.clear();
                long last = newest();
                requests.get(name).run();
                List<AuditEvent> ours = after(last);
                assertThat(ours)
                        .as(name)
                        .extracting(AuditEventsTest::form)
                        .isEqualTo(hapis.stream().map(AuditEventsTest::form).toList());
            }
        } finally {
            servlet.unregisterInterceptor(oracle);
        }
    }

    private long newest() {
        return server.get("AuditEvent?_count=1")
                .tree()
                .at("/entry/0/resource/id")
                .asLong();
    }

    // Looking for them is told as well: not among these.
    private List<AuditEvent> after(long number) {
        Bundle bundle = server.parse(Bundle.class, server.get("AuditEvent?_count=20"));
        return bundle.getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .filter(event -> Long.parseLong(event.getIdElement().getIdPart()) > number)
                .filter(event -> !queryIn(event).contains("AuditEvent"))
                .toList();
    }

    /** What profiles of BALP ask for, without what differs for good reasons: see spec-readings. */
    private static List<String> form(AuditEvent event) {
        return Stream.of(
                        event.getMeta().getProfile().stream().map(profile -> "profile " + profile.getValue()),
                        Stream.of("type " + code(event.getType())),
                        event.getSubtype().stream().map(subtype -> "subtype " + code(subtype)),
                        Stream.of("action " + event.getActionElement().getValueAsString()),
                        Stream.of("outcome " + event.getOutcomeElement().getValueAsString()),
                        event.getAgent().stream()
                                .map(agent -> "agent " + code(agent.getType().getCodingFirstRep()))
                                // HAPI tells of a user where there is none, too.
                                .filter(agent -> !agent.endsWith("IRCP")),
                        event.getEntity().stream()
                                .map(entity -> "entity " + entity.getType().getCode() + " "
                                        + entity.getRole().getCode()
                                        + (entity.getRole().getCode() == null
                                                        || "24"
                                                                .equals(entity.getRole()
                                                                        .getCode())
                                                ? ""
                                                : " "
                                                        + entity.getWhat()
                                                                .getReference()
                                                                .replaceFirst(".*/fhir/", "")))
                                .sorted())
                .flatMap(part -> part)
                .toList();
    }

    private static String code(Coding coding) {
        return coding.getSystem() + "|" + coding.getCode();
    }

    private static final class Context implements IBalpAuditContextServices {
        @Override
        public Reference getAgentClientWho(RequestDetails request) {
            return new Reference().setDisplay("client");
        }

        @Override
        public Reference getAgentUserWho(RequestDetails request) {
            return new Reference().setDisplay("user");
        }
    }
}
