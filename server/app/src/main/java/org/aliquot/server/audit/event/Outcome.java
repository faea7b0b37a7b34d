package org.aliquot.server.audit.event;

/** How it ended: FHIR's codes, http://terminology.hl7.org/CodeSystem/audit-event-outcome. */
public enum Outcome {
    SUCCESS("0"),
    /** What was asked could not be had, or not by this bearer. */
    MINOR_FAILURE("4"),
    /** The server failed. */
    SERIOUS_FAILURE("8");

    private final String code;

    Outcome(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    /** Of an HTTP status. */
    public static Outcome of(int status) {
        if (status >= 500) {
            return SERIOUS_FAILURE;
        }
        return status >= 400 ? MINOR_FAILURE : SUCCESS;
    }
}
