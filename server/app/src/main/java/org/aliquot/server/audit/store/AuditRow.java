package org.aliquot.server.audit.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What of an AuditEvent stands in columns of its own; all of it is in the event as well. */
record AuditRow(
        Instant recorded,
        String type,
        String subtype,
        String action,
        String outcome,
        @Nullable String client,
        @Nullable String username,
        @Nullable String fhirUser,
        @Nullable String address,
        @Nullable String patient,
        @Nullable String resource,
        String event) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECIPIENT = "IRCP";
    private static final String PATIENT_ROLE = "1";
    private static final String RESOURCE_ROLE = "4";

    static AuditRow of(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        JsonNode event;
        try {
            event = JSON.readTree(text);
        } catch (IOException e) {
            return unreadable(text);
        }
        JsonNode client = event.path("agent").path(0);
        JsonNode user = user(event);
        String resource = entity(event, RESOURCE_ROLE);
        return new AuditRow(
                Instant.parse(event.path("recorded").asText()),
                event.path("type").path("code").asText(),
                event.path("subtype").path(0).path("code").asText(),
                event.path("action").asText(),
                event.path("outcome").asText(),
                text(client.path("who").path("identifier").path("value")),
                text(user.path("who").path("identifier").path("value")),
                text(user.path("who").path("reference")),
                text(client.path("network").path("address")),
                entity(event, PATIENT_ROLE),
                resource == null ? null : resource.replaceFirst("/_history/.*", ""),
                text);
    }

    // A disk gave back something else than was written to it. Kept, so that what follows is not held up.
    private static AuditRow unreadable(String text) {
        return new AuditRow(
                Instant.EPOCH, "unreadable", "", "", "", null, null, null, null, null, null, text.replace("\0", ""));
    }

    private static JsonNode user(JsonNode event) {
        return StreamSupport.stream(event.path("agent").spliterator(), false)
                .filter(agent -> RECIPIENT.equals(
                        agent.path("type").path("coding").path(0).path("code").asText()))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    private static @Nullable String entity(JsonNode event, String role) {
        return StreamSupport.stream(event.path("entity").spliterator(), false)
                .filter(entity -> role.equals(entity.path("role").path("code").asText()))
                .map(entity -> text(entity.path("what").path("reference")))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
