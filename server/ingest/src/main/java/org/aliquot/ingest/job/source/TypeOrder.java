package org.aliquot.ingest.job.source;

import java.util.List;
import java.util.Optional;

/** Resource types so that each refers mostly to those before it. Any order works: this one makes fewer lines wait. */
public final class TypeOrder {
    static final List<String> TYPES = List.of(
            "Organization",
            "Practitioner",
            "Location",
            "PractitionerRole",
            "Patient",
            "Device",
            "Encounter",
            "Condition",
            "ServiceRequest",
            "Specimen",
            "Observation",
            "DiagnosticReport",
            "Provenance");

    private TypeOrder() {}

    /** Smaller comes first; what has no place in the order comes last. */
    public static int rank(Optional<String> type) {
        int rank = type.map(TYPES::indexOf).orElse(-1);
        return rank < 0 ? TYPES.size() : rank;
    }
}
