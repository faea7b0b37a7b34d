package org.aliquot.server.audit.event;

import java.util.Optional;

/**
 * One thing done, about one patient at most: "who saw my results" must not tell about others.
 *
 * @param interaction FHIR's code where {@link Kind} has none of its own: {@code read}, {@code search-type}, {@code operation}
 * @param resource what was done something to, {@code Observation/7/_history/2} or {@code Observation/7}
 * @param patient whose it is, {@code Patient/12}
 * @param query what was asked, as a URL
 * @param detail what else is to be known, in plain words; no patient's data
 */
public record Deed(
        Kind kind,
        Optional<String> interaction,
        Optional<String> resource,
        Optional<String> patient,
        Optional<String> query,
        Optional<String> detail) {

    public static Deed of(Kind kind) {
        return new Deed(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, told as another kind, of which the interaction is no part. */
    public Deed as(Kind other) {
        return new Deed(other, Optional.empty(), resource, patient, query, detail);
    }

    public Deed interaction(String code) {
        return new Deed(kind, Optional.of(code), resource, patient, query, detail);
    }

    public Deed about(String reference) {
        return new Deed(kind, interaction, Optional.of(reference), patient, query, detail);
    }

    public Deed ofPatient(String reference) {
        return new Deed(kind, interaction, resource, Optional.of(reference), query, detail);
    }

    public Deed asking(String url) {
        return new Deed(kind, interaction, resource, patient, Optional.of(url), detail);
    }

    public Deed saying(String words) {
        return new Deed(kind, interaction, resource, patient, query, Optional.of(words));
    }
}
