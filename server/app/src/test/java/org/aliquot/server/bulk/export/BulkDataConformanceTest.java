package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.aliquot.server.testsupport.OpenWriter;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines B2 to B13 of the conformance bar, at all three levels, by a client with a signed JWT. B1 (TLS) is in {@code TlsTest}. */
@WithServer
class BulkDataConformanceTest {
    private static final String SCOPES = "system/*.rs";

    private final TestServer server;
    private final SmartApp app;
    private final String[] bearer;
    private final String group;

    BulkDataConformanceTest(TestServer server) {
        this.server = server;
        this.app = SmartApp.backend(server, SCOPES, SmartApp.ec());
        this.bearer = SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", SCOPES)));
        this.group = newGroup();
    }

    private String newGroup() {
        Group two = new Group();
        two.setType(Group.GroupType.PERSON).setActual(true);
        for (int i = 0; i < 2; i++) {
            Patient patient = new Patient();
            patient.addName().setFamily("Bulk" + UUID.randomUUID());
            String id = "Patient/" + server.create(patient).getIdElement().getIdPart();
            Observation measured = new Observation();
            measured.setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference(id));
            measured.getCode().setText("bulk");
            server.create(measured);
            two.addMember().setEntity(new Reference(id));
        }
        return server.create((Resource) two).getIdElement().getIdPart();
    }

    private String path(String level) {
        return level.equals("Group")
                ? "Group/" + group + "/$export"
                : level.equals("system") ? "$export" : level + "/$export";
    }

    private Answer order(String path) {
        return server.get(path, Exported.with(bearer));
    }

    @Test
    void b2CapabilityStatementNamesTheOperations() {
        JsonNode rest = server.get("metadata").tree().at("/rest/0");
        assertThat(definition(rest.path("operation")))
                .isEqualTo("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export");
        for (JsonNode resource : rest.path("resource")) {
            switch (resource.path("type").asText()) {
                case "Patient" ->
                    assertThat(definition(resource.path("operation")))
                            .isEqualTo("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export");
                case "Group" ->
                    assertThat(definition(resource.path("operation")))
                            .isEqualTo("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export");
                default -> {}
            }
        }
        assertThat(server.get("metadata").tree().path("instantiates"))
                .extracting(JsonNode::asText)
                .contains("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data");
    }

    private static String definition(JsonNode operations) {
        for (JsonNode operation : operations) {
            if (operation.path("name").asText().equals("export")) {
                return operation.path("definition").asText();
            }
        }
        return "none";
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "Patient", "Group"})
    void b3NothingIsOrderedWithoutAToken(String level) {
        assertThat(server.get(path(level), "Prefer", "respond-async", "Authorization", "")
                        .status())
                .isEqualTo(401);
        assertThat(server.get(path(level), "Prefer", "respond-async", "Authorization", "Bearer none")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "Patient", "Group"})
    void b4ToB7AndB11AnOrderIsAcceptedAndEndsInAManifestWhoseFilesAreWhole(String level) {
        Answer accepted =
                server.get(path(level), Exported.with("Authorization", bearer[1], "Accept", "application/fhir+json"));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(accepted.header("Content-Location")).startsWith(server.fhirUrl());

        Answer done = Exported.await(server, accepted.header("Content-Location"), bearer);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.header("Content-Type")).startsWith("application/json");
        JsonNode manifest = done.tree();
        assertThat(manifest.path("transactionTime").asText()).isNotEmpty();
        assertThat(manifest.path("request").asText()).contains("$export");
        assertThat(manifest.path("requiresAccessToken").asBoolean()).isTrue();
        assertThat(manifest.path("error").isArray()).isTrue();
        assertThat(manifest.path("output")).isNotEmpty().allSatisfy(output -> {
            assertThat(output.path("type").asText()).isNotEmpty();
            assertThat(output.path("url").asText()).startsWith("http");
        });
        Exported exported = Exported.of(server, path(level), bearer);
        assertThat(exported.lines().values())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(server.fhir().newJsonParser().parseResource(line.toString()))
                        .isNotNull());
    }

    /** It waits for a write that is under way. */
    @Test
    void b5ProgressIsToldWhileItRuns() throws SQLException {
        String job;
        try (Connection writer = OpenWriter.on(server)) {
            job = order("$export?_type=Patient").header("Content-Location");
            Answer first = server.get(job, bearer);
            assertThat(first.status()).isEqualTo(202);
            assertThat(first.header("X-Progress")).isNotEmpty().hasSizeLessThan(100);
            assertThat(Integer.parseInt(first.header("Retry-After"))).isBetween(1, 60);
            writer.rollback();
        }
        Answer done = Exported.await(server, job, bearer);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void b11EachLineIsAsValidAsWhatWasStored() {
        assertThat(Exported.of(server, path("Group"), bearer).lines().values())
                .isNotEmpty()
                .allSatisfy(line -> {
                    Answer verdict = server.post(line.path("resourceType").asText() + "/$validate", line.toString());
                    assertThat(verdict.tree().findValuesAsText("severity")).doesNotContain("error", "fatal");
                });
    }

    @Test
    void b8DeletedExportIsNotThereAnyMore() {
        String job = order("$export?_type=Patient").header("Content-Location");
        JsonNode done = Exported.await(server, job, bearer).tree();
        String file = done.at("/output/0/url").asText();
        assertThat(server.get(file, bearer).status()).isEqualTo(200);

        assertThat(server.delete(job, bearer).status()).isEqualTo(202);
        assertNotThere(server.get(job, bearer));
        assertNotThere(server.delete(job, bearer));
        assertNotThere(server.get(file, bearer));

        String cancelled = order("$export").header("Content-Location");
        assertThat(server.delete(cancelled, bearer).status()).isEqualTo(202);
        assertNotThere(server.get(cancelled, bearer));
    }

    private static void assertNotThere(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/fhir%2Bndjson", "application/fhir+ndjson", "application/ndjson", "ndjson"})
    void b9AllNamesOfTheFormatAreUnderstood(String format) {
        assertThat(order("Patient/$export?_type=Patient&_outputFormat=" + format)
                        .status())
                .isEqualTo(202);
    }

    @Test
    void b9SinceIsUnderstood() {
        assertThat(order("Patient/$export?_since=2024-02-29T12:00:00%2B01:00").status())
                .isEqualTo(202);
        assertThat(order("Patient/$export?_since=2024-02-29T12:00:00.000Z").status())
                .isEqualTo(202);
    }

    @Test
    void b10FilesNeedTheTokenOfTheirOwner() {
        String job = order("$export?_type=Patient").header("Content-Location");
        String file =
                Exported.await(server, job, bearer).tree().at("/output/0/url").asText();
        assertThat(server.get(file, "Authorization", "").status()).isEqualTo(401);
        SmartApp other = SmartApp.backend(server, SCOPES, SmartApp.ec());
        String[] others = SmartApp.bearer(other.token(Map.of("grant_type", "client_credentials", "scope", SCOPES)));
        assertNotThere(server.get(file, others));
        assertNotThere(server.get(job, others));
        assertNotThere(server.delete(job, others));
    }

    @Test
    void b12AGroupsExportHoldsItsPatientsAndWhatIsTheirs() {
        server.create((Resource) new Patient());
        Exported exported = Exported.of(server, path("Group"), bearer);
        List<String> types = exported.lines().values().stream()
                .map(line -> line.path("resourceType").asText())
                .toList();
        assertThat(types).filteredOn("Patient"::equals).hasSize(2);
        assertThat(types).filteredOn("Observation"::equals).hasSize(2);
    }

    @Test
    void b13DiscoverySaysHowSystemsGetTheirTokens() {
        JsonNode discovery = server.get(".well-known/smart-configuration").tree();
        assertThat(discovery.path("token_endpoint_auth_methods_supported"))
                .extracting(JsonNode::asText)
                .contains("private_key_jwt");
        assertThat(discovery.path("token_endpoint_auth_signing_alg_values_supported"))
                .extracting(JsonNode::asText)
                .containsAnyOf("RS384", "ES384");
    }
}
