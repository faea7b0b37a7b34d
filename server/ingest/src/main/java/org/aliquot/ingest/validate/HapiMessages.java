package org.aliquot.ingest.validate;

import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.Fault.Kind;

/** What HAPI's validator says, without the values that it quotes: they may be a patient's. */
final class HapiMessages {
    // "Constraint failed: aliquot-obs-1: 'A result says …'": the profile's own words. Some end in a log of values.
    private static final Pattern INVARIANT =
            Pattern.compile("(?s)Constraint failed: (?<key>[\\w-]+): '(?<human>[^']*)'.*");
    // "Observation.subject: minimum required = 1, but only found 0 (from https://…|0.1.0)"
    private static final Pattern COUNT = Pattern.compile("(?s)(?<element>[A-Z][\\w.\\[\\]:-]*): "
            + "(?<what>m(?:in|ax)imum (?:required|allowed) = \\w+, but (?:only )?found \\d+).*");
    // "Slice 'Observation.category:laboratory': a matching slice is required, but not found (from …)"
    private static final Pattern SLICE = Pattern.compile(
            "(?s)Slice '(?<element>[A-Z][\\w.\\[\\]:-]*)': (?<what>a matching slice is required, but not found).*");
    private static final Pattern PLACE = Pattern.compile("[A-Z]\\w+(?:[.\\w\\[\\]\\-:]|/\\*[^*]*\\*/)*");
    private static final Pattern NOTE = Pattern.compile("/\\*[^*]*\\*/");

    private HapiMessages() {}

    static Fault fault(SingleValidationMessage message) {
        String text = Objects.toString(message.getMessage(), "");
        String id = Objects.toString(message.getMessageId(), "");
        String path = place(Objects.toString(message.getLocationString(), ""));
        Matcher invariant = INVARIANT.matcher(text);
        if (invariant.matches()) {
            return new Fault(Kind.INVARIANT, path, invariant.group("key") + ": " + invariant.group("human"));
        }
        Matcher count = COUNT.matcher(text);
        if (count.matches()) {
            Kind kind = count.group("what").startsWith("min") ? Kind.REQUIRED : Kind.STRUCTURE;
            return new Fault(kind, count.group("element"), count.group("what"));
        }
        Matcher slice = SLICE.matcher(text);
        if (slice.matches()) {
            return new Fault(Kind.REQUIRED, slice.group("element"), slice.group("what"));
        }
        Kind kind = id.startsWith("Terminology_") ? Kind.CODE_INVALID : Kind.VALUE;
        // Its name is the only part of any other message that surely quotes nothing.
        return new Fault(kind, path, "does not conform (" + (id.isEmpty() ? "HAPI's validator" : id) + ")");
    }

    private static String place(String location) {
        return PLACE.matcher(location).matches() ? NOTE.matcher(location).replaceAll("") : "";
    }
}
