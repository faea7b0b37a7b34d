package org.aliquot.ingest.validate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Resources that stand for others that were not there, as HAPI marks them ({@code
 * HapiExtensions.EXT_RESOURCE_PLACEHOLDER}): they are empty on purpose, here and in what another HAPI server exports.
 */
public final class Placeholders {
    /** Its URL; the value is a boolean. */
    public static final String EXTENSION = "http://hapifhir.io/fhir/StructureDefinition/resource-placeholder";

    private Placeholders() {}

    static boolean isOne(JsonNode resource) {
        for (JsonNode extension : resource.path("extension")) {
            if (extension.path("url").asText().equals(EXTENSION)
                    && extension.path("valueBoolean").asBoolean()) {
                return true;
            }
        }
        return false;
    }
}
