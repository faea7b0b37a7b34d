package org.aliquot.ingest.hapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.SourceLine;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/** Reads a line with HAPI's parser, as strict as the server is with a request: what it does not know, it refuses. */
final class LineParser {
    /** FHIR R4 datatypes.html, id. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    private static final Pattern MESSAGE_CODE = Pattern.compile("HAPI-\\d+: ");
    // HAPI quotes values in double quotes, and names of elements in single ones. A value may be a patient's, and may
    // hold
    // quotes itself: all from the first to the last goes.
    private static final Pattern QUOTED = Pattern.compile("(?s)(\\[element=\"[^\"]*\"])?([^\"]*)(\".*\")?(.*)");

    private final FhirContext fhir;

    LineParser(FhirContext fhir) {
        this.fhir = Objects.requireNonNull(fhir, "fhir");
    }

    Resource read(SourceLine line) throws LineRefusedException {
        Resource resource = parsed(textOf(line));
        String id = resource.getIdElement().getIdPart();
        if (id != null && !ID.matcher(id).matches()) {
            throw new LineRefusedException(resource.fhirType()
                    + ".id: expected 1 to 64 of the characters A-Z, a-z, 0-9, - and . (FHIR R4 datatypes.html, id)");
        }
        // Without its version: meta.versionId says what it was elsewhere.
        resource.setId(id == null ? null : resource.fhirType() + "/" + id);
        return resource;
    }

    private static String textOf(SourceLine line) throws LineRefusedException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line.json())).toString();
        } catch (CharacterCodingException e) {
            throw new LineRefusedException("is no UTF-8, which NDJSON has to be", e);
        }
        if (text.indexOf('\0') >= 0) {
            throw new LineRefusedException("holds the byte NUL, which no JSON may");
        }
        return text;
    }

    private Resource parsed(String text) throws LineRefusedException {
        IParser parser = fhir.newJsonParser();
        parser.setParserErrorHandler(new StrictErrorHandler());
        try {
            IBaseResource resource = parser.parseResource(text);
            if (resource instanceof Resource r4) {
                return r4;
            }
            throw new LineRefusedException("is no FHIR R4 resource");
        } catch (DataFormatException e) {
            throw new LineRefusedException(reasonOf(e), e);
        } catch (RuntimeException e) {
            // HAPI's parser stumbles over some broken structures before it can say what is wrong with them.
            throw new LineRefusedException(
                    "cannot be read as a FHIR R4 resource (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static String reasonOf(DataFormatException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json) {
                return json.getLocation() == null
                        ? "is no JSON object"
                        : "is no valid JSON: broken at character "
                                + json.getLocation().getColumnNr();
            }
        }
        String message = Objects.toString(failure.getMessage(), "cannot be read");
        return withoutQuotes(MESSAGE_CODE.matcher(message).replaceAll(""));
    }

    private static String withoutQuotes(String message) {
        Matcher parts = QUOTED.matcher(message);
        if (!parts.matches() || parts.group(3) == null) {
            return message;
        }
        return Objects.toString(parts.group(1), "") + parts.group(2) + "\"…\"" + parts.group(4);
    }
}
