package org.aliquot.server.audit.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Writes AuditEvents, by hand: with every request, so that HAPI's model and encoder would cost more than the request's rest.
 * What they are to look like is held against HAPI's own BALP interceptor by a test.
 */
public final class AuditEventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ENTITY_TYPES = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String BALP_ENTITY_TYPES = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final Kind.Code SOURCE_ROLE = new Kind.Code(Kind.Code.DICOM, "110153", "Source Role ID");
    private static final Kind.Code DESTINATION_ROLE = new Kind.Code(Kind.Code.DICOM, "110152", "Destination Role ID");
    private static final Kind.Code APPLICATION = new Kind.Code(Kind.Code.DICOM, "110150", "Application");
    private static final Kind.Code CUSTODIAN = new Kind.Code(
            "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "custodian", "Custodian");
    private static final Kind.Code RECIPIENT = new Kind.Code(PARTICIPATION, "IRCP", "information recipient");
    private static final Kind.Code BREAK_GLASS =
            new Kind.Code("http://terminology.hl7.org/CodeSystem/v3-ActReason", "BTG", "break the glass");

    /** Of one text: longer than a URL is here, and short enough for an entry for each patient of a page. */
    private static final int LONGEST_TEXT = 8_192;
    /** Of what this server says itself, such as the names of an export's files. */
    private static final int LONGEST_DETAIL = 1 << 20;
    /** Of a line that cannot be read: many times longer than any that can. */
    private static final int LONGEST_LINE = 1 << 20;

    private AuditEventJson() {}

    /** One line, without its end; it has no id yet. Whatever the texts hold, it can be read and stored. */
    public static byte[] of(Deed deed, Party party, Outcome outcome, Instant at) {
        return of(deed, party, outcome, at, deed.query().map(AuditEventJson::bounded));
    }

    /**
     * In place of a line that no entry can be made of: an entry that says so and holds the line as a query's bytes.
     *
     * @param why what is wrong with it
     */
    public static byte[] inPlaceOf(byte[] line, String why, Instant at) {
        String what = why + "; the " + line.length + " bytes of the line, SHA-256 " + PlainText.hash(line)
                + ", are this entry's query" + (line.length > LONGEST_LINE ? ", the first of them" : "");
        Party server = Party.alone("aliquot", Optional.empty());
        return of(
                Deed.of(Kind.UNREADABLE).saying(what),
                server,
                Outcome.SERIOUS_FAILURE,
                at,
                Optional.of(line.length > LONGEST_LINE ? Arrays.copyOf(line, LONGEST_LINE) : line));
    }

    // Not made plain: it is written as Base64.
    private static byte[] bounded(String query) {
        return PlainText.cut(query, LONGEST_TEXT).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] of(Deed deed, Party party, Outcome outcome, Instant at, Optional<byte[]> query) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, deed, party, outcome, at, query);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        text(json, name, value, LONGEST_TEXT);
    }

    private static void text(JsonGenerator json, String name, String value, int most) throws IOException {
        json.writeStringField(name, PlainText.of(PlainText.cut(value, most)));
    }

    private static void write(
            JsonGenerator json, Deed deed, Party party, Outcome outcome, Instant at, Optional<byte[]> query)
            throws IOException {
        Kind kind = deed.kind();
        json.writeStartObject();
        json.writeStringField("resourceType", "AuditEvent");
        var profile = kind.profile(deed.patient().isPresent());
        if (profile.isPresent()) {
            json.writeObjectFieldStart("meta");
            json.writeArrayFieldStart("profile");
            json.writeString(profile.get());
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeFieldName("type");
        coding(json, kind.type());
        json.writeArrayFieldStart("subtype");
        coding(json, subtype(deed));
        json.writeEndArray();
        json.writeStringField("action", kind.action());
        json.writeStringField("recorded", at.truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringField("outcome", outcome.code());
        if (deed.detail().isPresent() && outcome != Outcome.SUCCESS) {
            text(json, "outcomeDesc", deed.detail().get(), LONGEST_DETAIL);
        }
        if (party.reason().isPresent()) {
            json.writeArrayFieldStart("purposeOfEvent");
            json.writeStartObject();
            json.writeArrayFieldStart("coding");
            coding(json, BREAK_GLASS);
            json.writeEndArray();
            text(json, "text", party.reason().get());
            json.writeEndObject();
            json.writeEndArray();
        }
        json.writeArrayFieldStart("agent");
        client(json, kind, party);
        server(json, kind, party);
        user(json, party);
        json.writeEndArray();
        json.writeObjectFieldStart("source");
        json.writeObjectFieldStart("observer");
        text(json, "display", party.server());
        json.writeEndObject();
        json.writeEndObject();
        entities(json, deed, party, outcome, query);
        json.writeEndObject();
    }

    private static Kind.Code subtype(Deed deed) {
        return deed.kind()
                .subtype()
                .filter(code -> deed.interaction().isEmpty())
                .orElseGet(() -> {
                    String code = deed.interaction().orElse("operation");
                    return new Kind.Code(Kind.Code.INTERACTIONS, code, code);
                });
    }

    private static void client(JsonGenerator json, Kind kind, Party party) throws IOException {
        json.writeStartObject();
        type(json, kind.isDeletion() ? APPLICATION : SOURCE_ROLE);
        json.writeObjectFieldStart("who");
        identifier(json, party.client());
        text(json, "display", party.client());
        json.writeEndObject();
        json.writeBooleanField("requestor", party.user().isEmpty());
        if (party.address().isPresent()) {
            network(json, party.address().get(), "2");
        }
        json.writeEndObject();
    }

    private static void server(JsonGenerator json, Kind kind, Party party) throws IOException {
        json.writeStartObject();
        type(json, kind.isDeletion() ? CUSTODIAN : DESTINATION_ROLE);
        json.writeObjectFieldStart("who");
        text(json, "display", party.server());
        json.writeEndObject();
        json.writeBooleanField("requestor", false);
        network(json, party.server(), "5");
        json.writeEndObject();
    }

    private static void user(JsonGenerator json, Party party) throws IOException {
        if (party.user().isEmpty()) {
            return;
        }
        json.writeStartObject();
        type(json, RECIPIENT);
        json.writeObjectFieldStart("who");
        if (party.fhirUser().isPresent()) {
            text(json, "reference", party.fhirUser().get());
        }
        identifier(json, party.user().get());
        text(json, "display", party.user().get());
        json.writeEndObject();
        json.writeBooleanField("requestor", true);
        json.writeEndObject();
    }

    private static void entities(JsonGenerator json, Deed deed, Party party, Outcome outcome, Optional<byte[]> query)
            throws IOException {
        boolean isTold = deed.detail().isPresent() && outcome == Outcome.SUCCESS;
        if (party.request().isEmpty()
                && deed.resource().isEmpty()
                && deed.patient().isEmpty()
                && query.isEmpty()
                && !isTold) {
            return;
        }
        json.writeArrayFieldStart("entity");
        if (party.request().isPresent()) {
            json.writeStartObject();
            json.writeObjectFieldStart("what");
            identifier(json, party.request().get());
            json.writeEndObject();
            json.writeFieldName("type");
            json.writeStartObject();
            json.writeStringField("system", BALP_ENTITY_TYPES);
            json.writeStringField("code", "XrequestId");
            json.writeEndObject();
            json.writeEndObject();
        }
        if (deed.resource().isPresent()) {
            entity(json, deed.resource().get(), "2", "System Object", "4", "Domain Resource");
        }
        if (deed.patient().isPresent()) {
            entity(json, deed.patient().get(), "1", "Person", "1", "Patient");
        }
        if (query.isPresent()) {
            json.writeStartObject();
            entityKind(json, "2", "System Object", "24", "Query");
            json.writeStringField("query", Base64.getEncoder().encodeToString(query.get()));
            json.writeEndObject();
        }
        if (isTold) {
            json.writeStartObject();
            entityKind(json, "4", "Other", "13", "Security Resource");
            text(json, "description", deed.detail().get(), LONGEST_DETAIL);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entity(
            JsonGenerator json, String reference, String type, String typeDisplay, String role, String roleDisplay)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("what");
        text(json, "reference", reference);
        json.writeEndObject();
        entityKind(json, type, typeDisplay, role, roleDisplay);
        json.writeEndObject();
    }

    private static void entityKind(JsonGenerator json, String type, String typeDisplay, String role, String roleDisplay)
            throws IOException {
        json.writeFieldName("type");
        coding(json, new Kind.Code(ENTITY_TYPES, type, typeDisplay));
        json.writeFieldName("role");
        coding(json, new Kind.Code(ROLES, role, roleDisplay));
    }

    private static void type(JsonGenerator json, Kind.Code code) throws IOException {
        json.writeObjectFieldStart("type");
        json.writeArrayFieldStart("coding");
        coding(json, code);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void network(JsonGenerator json, String address, String type) throws IOException {
        json.writeObjectFieldStart("network");
        text(json, "address", address);
        json.writeStringField("type", type);
        json.writeEndObject();
    }

    private static void identifier(JsonGenerator json, String value) throws IOException {
        json.writeObjectFieldStart("identifier");
        text(json, "value", value);
        json.writeEndObject();
    }

    private static void coding(JsonGenerator json, Kind.Code code) throws IOException {
        json.writeStartObject();
        json.writeStringField("system", code.system());
        json.writeStringField("code", code.code());
        json.writeStringField("display", code.display());
        json.writeEndObject();
    }
}
