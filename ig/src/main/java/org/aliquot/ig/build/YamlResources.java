package org.aliquot.ig.build;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.r4.model.Resource;

/**
 * Reads FHIR written as YAML: FHIR's JSON, with comments and without the brackets.
 *
 * <p>One abbreviation: an element of a differential is written with its id alone ({@code
 * Observation.category:laboratory}); path and slice name follow from it.
 */
public final class YamlResources {
    private static final ObjectMapper YAML = new YAMLMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // 5.40 keeps its zero on the way through.
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private final IParser strict;

    public YamlResources(FhirContext fhir) {
        strict = fhir.newJsonParser();
        strict.setParserErrorHandler(new StrictErrorHandler());
    }

    /** The file as a tree, nothing interpreted. */
    static JsonNode tree(Path file) throws IOException {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new GuideException(file.getFileName() + ": not YAML: " + e.getMessage(), e);
        }
    }

    /** The file as a resource; a misspelt element is an error. */
    public Resource resource(Path file) throws IOException {
        JsonNode tree = tree(file);
        if (!tree.isObject()) {
            throw new GuideException(file.getFileName() + ": not a resource; expected resourceType and its elements");
        }
        tree.path("differential").path("element").forEach(element -> spellOut((ObjectNode) element));
        try {
            return (Resource) strict.parseResource(tree.toString());
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new GuideException(file.getFileName() + ": not an R4 resource: " + e.getMessage(), e);
        }
    }

    private static void spellOut(ObjectNode element) {
        String id = element.path("id").asText();
        element.put("path", id.replaceAll(":[^.]+", ""));
        String lastStep = id.substring(id.lastIndexOf('.') + 1);
        if (lastStep.contains(":")) {
            element.put("sliceName", lastStep.substring(lastStep.indexOf(':') + 1));
        }
    }
}
