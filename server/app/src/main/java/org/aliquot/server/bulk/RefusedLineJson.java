package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.job.ledger.RefusedLines.Refused;

/**
 * A job's errors as NDJSON: an OperationOutcome a line, with where the line stood and what it was, so that the lines can be
 * mended and loaded again.
 */
public final class RefusedLineJson {
    /** Prefix of the extensions that say where the line stood. */
    private static final String EXTENSION = "https://aliquot.org/fhir/StructureDefinition/ingest-";

    private static final JsonFactory JSON = new JsonFactory();

    private RefusedLineJson() {}

    /** Writes one line. */
    public static void write(Refused line, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("resourceType", "OperationOutcome");
            extensions(line, json);
            json.writeArrayFieldStart("issue");
            for (Fault fault : Fault.listed(line.reason())) {
                issue(line, fault, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        bytes.write('\n');
        bytes.writeTo(out);
    }

    private static void issue(Refused line, Fault fault, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("severity", "error");
        json.writeStringField("code", fault.kind().code());
        json.writeStringField(
                "diagnostics", line.source() + ", line " + line.entry().line() + ": " + fault);
        if (!fault.path().isEmpty()) {
            json.writeArrayFieldStart("expression");
            json.writeString(fault.path());
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void extensions(Refused line, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("extension");
        extension(json, "source", "valueString", line.source());
        extension(json, "line", "valueDecimal", line.entry().line());
        extension(json, "offset", "valueDecimal", line.entry().offset());
        if (!line.entry().reference().isEmpty()) {
            extension(json, "reference", "valueString", line.entry().reference());
        }
        byte[] original = line.json();
        if (original != null && original.length > 0) {
            original(json, original);
        }
        json.writeEndArray();
    }

    private static void extension(JsonGenerator json, String name, String type, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("url", EXTENSION + name);
        json.writeStringField(type, value);
        json.writeEndObject();
    }

    private static void extension(JsonGenerator json, String name, String type, long value) throws IOException {
        json.writeStartObject();
        json.writeStringField("url", EXTENSION + name);
        json.writeNumberField(type, value);
        json.writeEndObject();
    }

    // As text where it is text, else as bytes: what was sent is not to be changed by showing it.
    private static void original(JsonGenerator json, byte[] line) throws IOException {
        json.writeStartObject();
        json.writeStringField("url", EXTENSION + "original");
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            json.writeStringField("valueString", text);
        } catch (CharacterCodingException e) {
            json.writeFieldName("valueBase64Binary");
            json.writeBinary(line);
        }
        json.writeEndObject();
    }
}
