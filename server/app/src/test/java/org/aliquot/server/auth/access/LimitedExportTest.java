package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** Lines A36 ($export), B3 and B10 of the conformance bar: an export holds what its bearer may see, and is that bearer's. */
@WithServer
class LimitedExportTest {
    private final TestServer server;

    LimitedExportTest(TestServer server) {
        this.server = server;
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    private Answer order(String parameters, String... bearer) {
        return server.get("$export" + parameters, "Prefer", "respond-async", "Authorization", bearer[1]);
    }

    @Test
    void granularScopeExportsItsCategoryToItsBearerAlone() {
        Ward ward = Ward.on(server);
        String[] mine = bearer("system/Observation.rs" + Ward.LABORATORY);
        String[] others = bearer("system/Observation.rs");

        Answer accepted = order("", mine);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String job = accepted.header("Content-Location");
        assertThat(server.get(job, others).status()).isEqualTo(404);
        assertThat(server.get(job + "&_jobId=x", others).status()).isIn(400, 404);
        assertThat(server.get(job.replace("?", "?_jobId=x&"), others).status()).isIn(400, 404);
        Answer posted = server.post(
                "$export-poll-status",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_jobId\",\"valueString\":\""
                        + job.replaceFirst(".*_jobId=", "") + "\"}]}",
                others);
        assertThat(posted.status()).as(posted.body()).isEqualTo(404);
        assertThat(server.delete(job, others).status()).isEqualTo(404);
        assertThat(server.get(job, "Authorization", "").status()).isEqualTo(401);
        Answer done = finished(accepted, mine);

        assertThat(done.tree().path("output")).isNotEmpty().allSatisfy(output -> {
            assertThat(output.path("type").asText()).isEqualTo("Observation");
            String url = output.path("url").asText();
            Answer file = server.get(url, "Accept", "application/fhir+ndjson", "Authorization", mine[1]);
            assertThat(file.body())
                    .contains("laboratory")
                    .doesNotContain(ward.id("jane's pulse"), ward.id("john's uncategorised"));
            assertThat(server.get(url, others).status()).isIn(403, 404);
            assertThat(server.get(url, "Authorization", "").status()).isEqualTo(401);
        });
    }

    @Test
    void filtersOfAnOrderAreHeldToItsScopes() {
        Ward ward = Ward.on(server);
        String[] mine = bearer("system/Observation.rs" + Ward.LABORATORY);
        Answer done = finished(order("?_typeFilter=Observation%3Fcategory=vital-signs", mine), mine);
        assertThat(done.tree().path("output")).isEmpty();
        done = finished(order("?_typeFilter=Observation%3Fstatus=final", mine), mine);
        String url = done.tree().at("/output/0/url").asText();
        assertThat(server.get(url, mine).body())
                .contains("laboratory")
                .doesNotContain(ward.id("jane's pulse"), ward.id("john's uncategorised"));
    }

    private Answer finished(Answer accepted, String... bearer) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Answer done = server.get(accepted.header("Content-Location"), bearer);
        while (done.status() == 202) {
            done = server.get(accepted.header("Content-Location"), bearer);
        }
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        return done;
    }

    @Test
    void provenancesComeAlongForWhoeverMayReadThem() {
        String order = "?_type=Patient&includeAssociatedData=LatestProvenanceResources";
        assertThat(order(order, bearer("system/Patient.rs")).status()).isEqualTo(403);
        assertThat(order("?includeAssociatedData=LatestProvenanceResources", bearer("system/Patient.rs"))
                        .status())
                .isEqualTo(403);
        assertThat(order(order, bearer("system/Patient.rs system/Provenance.rs"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void whoIsNamedOnlyByWhatMayNotBeReadStaysOut() {
        Patient patient = server.create(new Patient());
        Practitioner practitioner = server.create(new Practitioner());
        Observation observation = new Observation().setStatus(Observation.ObservationStatus.FINAL);
        observation.getCode().setText("measured");
        observation.setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        observation.addPerformer(new Reference(practitioner.getIdElement().toUnqualifiedVersionless()));
        server.create(observation);
        String order = "Patient/$export?_type=Practitioner&patient="
                + patient.getIdElement().getIdPart();
        String[] few = bearer("system/Patient.rs system/Practitioner.rs");
        String[] more = bearer("system/Patient.rs system/Practitioner.rs system/Observation.rs");
        assertThat(finished(server.get(order, "Prefer", "respond-async", "Authorization", few[1]), few)
                        .tree()
                        .path("output"))
                .isEmpty();
        assertThat(finished(server.get(order, "Prefer", "respond-async", "Authorization", more[1]), more)
                        .tree()
                        .at("/output/0/count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void filesAreForTokensThatCouldOrderThemNow() {
        SmartApp app = SmartApp.backend(server, "system/*.rs", SmartApp.ec());
        String[] all = SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", "system/*.rs")));
        String[] fewer =
                SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", "system/Patient.rs")));
        server.create(new Patient());
        assertThat(server.get("Observation", fewer).status()).isEqualTo(403);
        Answer accepted = order("?_type=Patient,Observation", all);
        String file = finished(accepted, all).tree().at("/output/0/url").asText();
        assertThat(server.get(file, all).status()).isEqualTo(200);
        assertThat(server.get(file, fewer).status()).isEqualTo(404);
        assertThat(server.get(accepted.header("Content-Location"), fewer).status())
                .isEqualTo(404);
        Answer byPatients =
                server.get("Patient/$export?_type=Patient", "Prefer", "respond-async", "Authorization", fewer[1]);
        finished(byPatients, fewer);
        String[] more = SmartApp.bearer(app.token(
                Map.of("grant_type", "client_credentials", "scope", "system/Patient.rs system/Observation.rs")));
        assertThat(server.get(byPatients.header("Content-Location"), more).status())
                .isEqualTo(200);
        Answer ofPatients = order("?_type=Patient", fewer);
        finished(ofPatients, fewer);
        assertThat(server.get(ofPatients.header("Content-Location"), all).status())
                .isEqualTo(200);
    }

    @Test
    void exportOfMoreThanTheScopesAllowIsRefused() {
        String[] bearer = bearer("system/Observation.rs" + Ward.LABORATORY);
        assertThat(order("?_type=Patient", bearer).status()).isEqualTo(403);
        assertThat(order("?_type=Observation,Patient", bearer).status()).isEqualTo(403);
        assertThat(order("?_typeFilter=Observation%3Fsubject:Patient.name=jane", bearer)
                        .status())
                .isEqualTo(403);
        assertThat(order("", bearer("aliquot/metrics")).status()).isEqualTo(403);
    }
}
