package org.aliquot.server.generate;

/** Where a result lies (HL7 v3 ObservationInterpretation). */
enum Flag {
    CRITICALLY_LOW("LL", "Critical low"),
    LOW("L", "Low"),
    NORMAL("N", "Normal"),
    HIGH("H", "High"),
    CRITICALLY_HIGH("HH", "Critical high"),
    ABNORMAL("A", "Abnormal"),
    SUSCEPTIBLE("S", "Susceptible"),
    INTERMEDIATE("I", "Intermediate"),
    RESISTANT("R", "Resistant");

    private final byte[] json;

    Flag(String code, String display) {
        json = Json.bytes(",\"interpretation\":["
                + Json.concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code, display)
                + "]");
    }

    byte[] json() {
        return json;
    }

    boolean isCritical() {
        return this == CRITICALLY_LOW || this == CRITICALLY_HIGH;
    }
}
