package org.aliquot.server.generate;

/** What is generated, in an order in which references point backwards. */
public enum ResourceKind {
    ORGANIZATION("Organization"),
    PRACTITIONER("Practitioner"),
    DEVICE("Device"),
    PATIENT("Patient"),
    SERVICE_REQUEST("ServiceRequest"),
    SPECIMEN("Specimen"),
    OBSERVATION("Observation"),
    DIAGNOSTIC_REPORT("DiagnosticReport"),
    PROVENANCE("Provenance");

    private final String type;

    ResourceKind(String type) {
        this.type = type;
    }

    /** FHIR's name. */
    public String type() {
        return type;
    }
}
