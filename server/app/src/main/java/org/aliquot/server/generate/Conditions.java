package org.aliquot.server.generate;

/** What may be wrong with a tube (HL7 table 0493). */
final class Conditions {
    private Conditions() {}

    static String display(String code) {
        return switch (code) {
            case "CLOT" -> "Clotted";
            case "HEM" -> "Hemolyzed";
            default -> throw new IllegalStateException("tubes.tsv: spoils_by " + code + ": expected CLOT or HEM");
        };
    }
}
