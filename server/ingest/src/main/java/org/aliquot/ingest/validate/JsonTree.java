package org.aliquot.ingest.validate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Utf8;
import java.io.IOException;
import org.aliquot.ingest.LineRefusedException;

/** A line as a tree of JSON. */
final class JsonTree {
    // A line's length is bounded where it is read.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectReader READER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private JsonTree() {}

    /** @throws LineRefusedException where it is no JSON object */
    static JsonNode of(byte[] utf8) throws LineRefusedException {
        JsonNode tree;
        try {
            tree = READER.readTree(utf8);
        } catch (JsonProcessingException e) {
            if (!Utf8.isWellFormed(utf8)) {
                throw new LineRefusedException("is no UTF-8, which NDJSON has to be", e);
            }
            JsonLocation at = e.getLocation();
            throw new LineRefusedException(
                    "is no valid JSON" + (at == null ? "" : ": broken at byte " + at.getByteOffset()), e);
        } catch (IOException e) {
            throw new LineRefusedException("is no valid JSON in UTF-8", e);
        }
        if (tree == null || !tree.isObject()) {
            throw new LineRefusedException("is no JSON object, expected one FHIR resource");
        }
        return tree;
    }
}
