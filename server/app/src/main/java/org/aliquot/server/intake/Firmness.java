package org.aliquot.server.intake;

import java.util.Set;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;

/** How firm a stored or new result, panel or report is: a final one never becomes preliminary again by itself. */
enum Firmness {
    /** Something is still to come. */
    OPEN,
    /** The instrument does not say. */
    UNKNOWN,
    /** Released, corrected included. */
    RELEASED,
    /** Cancelled or withdrawn. */
    WITHDRAWN;

    private static final Set<String> OPEN_CODES = Set.of("registered", "preliminary", "partial");
    private static final Set<String> RELEASED_CODES = Set.of("final", "corrected", "amended", "appended");
    private static final Set<String> WITHDRAWN_CODES = Set.of("cancelled", "entered-in-error");

    static Firmness of(Resource resource) {
        String code = resource instanceof Observation result && result.hasStatus()
                ? result.getStatus().toCode()
                : resource instanceof DiagnosticReport report && report.hasStatus()
                        ? report.getStatus().toCode()
                        : "";
        if (OPEN_CODES.contains(code)) {
            return OPEN;
        }
        if (RELEASED_CODES.contains(code)) {
            return RELEASED;
        }
        return WITHDRAWN_CODES.contains(code) ? WITHDRAWN : UNKNOWN;
    }

    /** Whether nothing is to be expected any more. */
    boolean isSettled() {
        return this == RELEASED || this == WITHDRAWN;
    }
}
