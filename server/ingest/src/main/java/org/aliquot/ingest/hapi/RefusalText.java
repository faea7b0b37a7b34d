package org.aliquot.ingest.hapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HAPI's refusals in words that quote no value; HAPI's own often do. */
final class RefusalText {
    // One may wrap another; the last is the cause.
    private static final Pattern CODE = Pattern.compile("^(?:HAPI-\\d{4}: [^:]*: )?HAPI-(\\d{4})");
    // A search parameter's path, such as Observation.subject: written by whoever defined it, so safe to show.
    private static final Pattern PATH = Pattern.compile("found at path ?\\[([^\\]]*)\\]");

    private RefusalText() {}

    /** Why HAPI cannot read it. */
    static String ofParsing(RuntimeException e) {
        if (e instanceof StrictParsing.Refusal refusal) {
            return refusal.getMessage();
        }
        return switch (codeOf(e)) {
            case "1838", "1843" -> "no resourceType, expected the name of a FHIR R4 resource";
            case "1684", "1813", "1815" -> "resourceType is not the name of a FHIR R4 resource";
            case "1857", "1859" -> "no JSON object, expected one FHIR resource";
            case "1811" -> "an extension has both a value and extensions, expected one of them";
            case "1841", "1842" -> "an element has the wrong JSON type";
            case "1861" -> "not well-formed JSON";
            default -> "not a FHIR R4 resource in JSON" + suffix(e);
        };
    }

    /** Why HAPI cannot index it. */
    static String ofExtraction(RuntimeException e) {
        String at = pathOf(e);
        return switch (codeOf(e)) {
            case "0505" -> "a reference" + at + " names no resource type, expected Type/id";
            case "0506" -> "a reference" + at + " names a resource type that does not exist";
            case "0507" -> "a reference" + at + " points to another server, expected one of this server's resources";
            case "0508" -> "a reference" + at + " has no id, expected Type/id";
            default -> "HAPI cannot index it" + suffix(e);
        };
    }

    private static String pathOf(RuntimeException e) {
        Matcher path = PATH.matcher(String.valueOf(e.getMessage()));
        return path.find() ? " at " + path.group(1) : "";
    }

    private static String suffix(RuntimeException e) {
        String code = codeOf(e);
        return code.isEmpty() ? " (" + e.getClass().getSimpleName() + ")" : " (HAPI-" + code + ")";
    }

    private static String codeOf(RuntimeException e) {
        Matcher code = CODE.matcher(String.valueOf(e.getMessage()));
        return code.find() ? code.group(1) : "";
    }
}
