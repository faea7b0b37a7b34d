package org.aliquot.ig.build;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What {@code guide.yaml} says about the guide as a whole; stamped on every definition.
 *
 * @param packageId name in a package registry
 * @param canonical base of every definition's url, without a slash at the end
 * @param date day of the version, as FHIR writes it; fixed, because a build must not read the clock
 */
public record GuideInfo(
        String packageId,
        String version,
        String canonical,
        String title,
        String description,
        String license,
        String author,
        String date) {

    static GuideInfo of(JsonNode yaml) {
        return new GuideInfo(
                text(yaml, "packageId"),
                text(yaml, "version"),
                text(yaml, "canonical"),
                text(yaml, "title"),
                text(yaml, "description"),
                text(yaml, "license"),
                text(yaml, "author"),
                text(yaml, "date"));
    }

    private static String text(JsonNode yaml, String field) {
        return Optional.ofNullable(yaml.get(field))
                .map(JsonNode::asText)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new GuideException("guide.yaml: no " + field + "; every guide needs one"));
    }
}
