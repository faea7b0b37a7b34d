package org.aliquot.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with a line, as an OperationOutcome's issue tells it.
 *
 * @param kind its code
 * @param path where, as FHIRPath writes it: {@code Observation.component[1].code}; empty where nothing in it is meant
 * @param text what is wrong and what was expected; quotes no value
 */
public record Fault(Kind kind, String path, String text) {
    /** How many of a line's faults are listed. */
    public static final int MOST = 20;

    private static final String BETWEEN = "\t";

    /** Codes of http://hl7.org/fhir/issue-type. */
    public enum Kind {
        /** None of the others. */
        INVALID("invalid"),
        /** An element that must be there is not. */
        REQUIRED("required"),
        /** An element that may not be there, or in another shape than it must have. */
        STRUCTURE("structure"),
        /** A value that its datatype, a fixed value or a pattern does not allow. */
        VALUE("value"),
        /** A code outside of its value set. */
        CODE_INVALID("code-invalid"),
        /** A rule that a profile or FHIR itself states. */
        INVARIANT("invariant");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** As FHIR spells it. */
        public String code() {
            return code;
        }
    }

    public Fault {
        Objects.requireNonNull(kind, "kind");
        // Tab and line feed are what lists of faults are written with.
        path = plain(path);
        text = plain(text);
    }

    private static String plain(String text) {
        return text.replaceAll("[\\t\\r\\n]+", " ");
    }

    /** Where and what, for a person. */
    @Override
    public String toString() {
        return path.isEmpty() ? text : path + ": " + text;
    }

    /** As one text, a fault a line; {@link #listed} reads it. */
    public static String list(List<Fault> faults) {
        return faults.stream().map(Fault::line).collect(Collectors.joining("\n"));
    }

    private String line() {
        return kind == Kind.INVALID && path.isEmpty() ? text : kind.code + BETWEEN + path + BETWEEN + text;
    }

    /** What {@link #list} wrote; of any other text, that text as one fault. */
    public static List<Fault> listed(String text) {
        List<Fault> faults = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split(BETWEEN, 3);
            Kind kind = parts.length == 3 ? kindOf(parts[0]) : null;
            if (kind == null) {
                return List.of(new Fault(Kind.INVALID, "", text));
            }
            faults.add(new Fault(kind, parts[1], parts[2]));
        }
        return faults;
    }

    private static Kind kindOf(String code) {
        for (Kind kind : Kind.values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        return null;
    }
}
