package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.aliquot.server.version.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class CapabilitiesTest {
    private final TestServer server;

    CapabilitiesTest(TestServer server) {
        this.server = server;
    }

    @Test
    void capabilityStatementNamesAliquotAndItsVersion() {
        JsonNode statement = server.get("metadata").tree();

        assertThat(statement.at("/software/name").asText()).isEqualTo("Aliquot");
        assertThat(statement.at("/software/version").asText())
                .isEqualTo(Version.current())
                .doesNotContain("$");
        assertThat(statement.at("/implementation/description").asText()).startsWith("Aliquot");
        assertThat(statement.at("/fhirVersion").asText()).isEqualTo("4.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ServiceRequest",
                "Specimen",
                "Observation",
                "DiagnosticReport",
                "Device",
                "Patient",
                "Provenance",
                "Task",
                "AuditEvent",
                "Subscription",
                "Binary"
            })
    void capabilityStatementOffersTheResourcesOfALaboratory(String type) {
        JsonNode resources = server.get("metadata").tree().at("/rest/0/resource");

        assertThat(StreamSupport.stream(resources.spliterator(), false)
                        .map(resource -> resource.path("type").asText()))
                .contains(type);
    }

    @Test
    void operationsOfViewsAreTheServersOwn() {
        JsonNode statement = server.get("metadata").tree();

        assertThat(StreamSupport.stream(statement.at("/rest/0/operation").spliterator(), false)
                        .map(operation -> operation.path("name").asText() + " "
                                + operation.path("definition").asText()))
                .contains(
                        "viewdefinition-run http://sql-on-fhir.org/OperationDefinition/$viewdefinition-run",
                        "viewdefinition-export http://sql-on-fhir.org/OperationDefinition/$viewdefinition-export");
        assertThat(statement.at("/instantiates"))
                .extracting(JsonNode::asText)
                .containsOnlyOnce("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data");
    }

    @Test
    void apiPageAndItsDescriptionAreServed() {
        TestServer.Answer description = server.get("api-docs");

        assertThat(description.status()).isEqualTo(200);
        assertThat(description.body())
                .contains("openapi:")
                .contains("/$viewdefinition-run:")
                .contains("/$viewdefinition-export:");
        assertThat(server.get("swagger-ui/").body()).containsIgnoringCase("swagger");
    }

    @Test
    void healthReadinessLivenessAndMetricsAreServed() {
        assertThat(server.get("/actuator/health").tree().path("status").asText())
                .isEqualTo("UP");
        assertThat(server.get("/actuator/health/readiness")
                        .tree()
                        .path("status")
                        .asText())
                .isEqualTo("UP");
        assertThat(server.get("/actuator/health/liveness").tree().path("status").asText())
                .isEqualTo("UP");
        assertThat(server.get("/actuator/prometheus").body())
                .contains("jvm_memory_used_bytes")
                .contains("hikaricp_connections_active");
    }

    @Test
    void otherActuatorEndpointsAreClosed() {
        assertThat(server.get("/actuator/env").status()).isEqualTo(404);
        assertThat(server.get("/actuator/heapdump").status()).isEqualTo(404);
    }

    @Test
    void theGuidesProfilesAreReadable() {
        TestServer.Answer found = server.get("StructureDefinition?_summary=count");

        assertThat(found.tree().path("total").asInt()).isPositive();
        assertThat(server.get("ImplementationGuide?_summary=count")
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }
}
