package org.aliquot.ingest.validate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Utf8;
import java.io.IOException;
import java.util.List;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.LineRefusedException;
import org.jspecify.annotations.Nullable;

/** A line as a tree of JSON. */
final class JsonTree {
    /** How much of a path is told: what is nested more deeply is broken everywhere. */
    private static final int MOST_STEPS = 20;

    // A line's length is bounded where it is read.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectReader READER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private JsonTree() {}

    /**
     * What was read before by somebody who looks for names that are given twice.
     *
     * @throws LineRefusedException where it is no JSON object
     */
    static JsonNode of(byte[] utf8) throws LineRefusedException {
        return read(utf8, false);
    }

    /**
     * Of two values of one name nobody knows which is meant (RFC 8259 section 4), and Jackson would keep the last.
     *
     * @throws LineRefusedException where it is no JSON object, or has a name twice in an object
     */
    static JsonNode withNamesOnce(byte[] utf8) throws LineRefusedException {
        return read(utf8, true);
    }

    private static JsonNode read(byte[] utf8, boolean isEachOnce) throws LineRefusedException {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            parser.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, isEachOnce);
            JsonNode tree = read(parser, utf8);
            if (tree == null || !tree.isObject()) {
                throw new LineRefusedException("is no JSON object, expected one FHIR resource");
            }
            return tree;
        } catch (IOException e) {
            throw new LineRefusedException("is no valid JSON in UTF-8", e);
        }
    }

    private static @Nullable JsonNode read(JsonParser parser, byte[] utf8) throws IOException, LineRefusedException {
        try {
            JsonNode tree = READER.readTree(parser);
            if (parser.nextToken() != null) {
                throw new LineRefusedException("is no valid JSON: something follows its end at byte "
                        + parser.currentTokenLocation().getByteOffset());
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw refused(parser, e, utf8);
        }
    }

    private static LineRefusedException refused(JsonParser parser, JsonProcessingException e, byte[] utf8) {
        if (!Utf8.isWellFormed(utf8)) {
            return new LineRefusedException("is no UTF-8, which NDJSON has to be", e);
        }
        String where = " at byte " + parser.currentLocation().getByteOffset();
        if (e instanceof StreamConstraintsException) {
            return fault(parser, tooMuch(e.getOriginalMessage()) + where);
        }
        if (e instanceof JsonParseException && e.getOriginalMessage().startsWith("Duplicate field")) {
            return fault(parser, "is given twice" + where + ", expected once");
        }
        return new LineRefusedException("is no valid JSON: broken" + where, e);
    }

    // Jackson's StreamReadConstraints, by how its messages begin.
    private static String tooMuch(String message) {
        if (message.startsWith("Number")) {
            return "is a number of more than " + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " characters";
        }
        return message.startsWith("Document nesting depth")
                ? "is nested more than " + StreamReadConstraints.DEFAULT_MAX_DEPTH + " levels deep"
                : "has a name too long to be read";
    }

    private static LineRefusedException fault(JsonParser parser, String text) {
        return new LineRefusedException(List.of(new Fault(Kind.STRUCTURE, pathOf(parser), text)));
    }

    // Without the type, which may come later in the object.
    private static String pathOf(JsonParser parser) {
        StringBuilder path = new StringBuilder();
        JsonPointer step = parser.getParsingContext().pathAsPointer();
        for (int steps = 0; !step.matches(); step = step.tail()) {
            if (++steps > MOST_STEPS) {
                return path.append(".…").toString();
            }
            if (step.mayMatchElement()) {
                path.append('[').append(step.getMatchingIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Names.shown(step.getMatchingProperty()));
            }
        }
        return path.toString();
    }
}
