package org.aliquot.server.audit.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.stream.StreamSupport;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.PlainText;
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
    /** Of the columns, in characters; an index takes 2,704 bytes. */
    private static final int LONGEST_VALUE = 500;

    private static final String UNREADABLE = "unreadable";
    private static final int LAST_YEAR = 9_999;
    private static final String RECIPIENT = "IRCP";
    private static final String PATIENT_ROLE = "1";
    private static final String RESOURCE_ROLE = "4";

    /** What the line says; where it is no entry, a row of the type "unreadable". */
    static AuditRow of(byte[] line) {
        // No JSON has the character NUL; a disk may give it back, and PostgreSQL takes no text with it.
        String text = new String(line, StandardCharsets.UTF_8).replace("\0", "");
        JsonNode event;
        Instant recorded;
        try {
            event = JSON.readTree(text);
            recorded = Instant.parse(event.path("recorded").asText());
        } catch (IOException | DateTimeParseException e) {
            return unreadable(text);
        }
        if (recorded.isBefore(Instant.EPOCH)
                || recorded.atOffset(ZoneOffset.UTC).getYear() > LAST_YEAR) {
            return unreadable(text);
        }
        JsonNode client = event.path("agent").path(0);
        JsonNode user = user(event);
        String resource = entity(event, RESOURCE_ROLE);
        return new AuditRow(
                recorded,
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

    // Its event is not for readers: see inPlaceOf.
    private static AuditRow unreadable(String text) {
        return new AuditRow(Instant.EPOCH, UNREADABLE, "", "", "", null, null, null, null, null, null, text);
    }

    /** The row to be stored of a line: of the line itself, or of an entry that holds it where it cannot be read. */
    static AuditRow toStore(byte[] line, Instant now) {
        AuditRow row = of(line);
        boolean isEntry = !row.type().equals(UNREADABLE) || !row.recorded().equals(Instant.EPOCH);
        return isEntry ? row : of(AuditEventJson.inPlaceOf(line, "a line of the journal is no entry", now));
    }

    /** In place of one that the database refused because of what it holds. */
    AuditRow refused(String sqlState) {
        return of(AuditEventJson.inPlaceOf(
                event.getBytes(StandardCharsets.UTF_8),
                "the database refused an entry, SQLSTATE " + sqlState,
                recorded));
    }

    /** A value as it stands in a column: every column and index takes it, and what is asked for by it is found. */
    static @Nullable String column(@Nullable String value) {
        return value == null ? null : PlainText.of(PlainText.cut(value, LONGEST_VALUE));
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
