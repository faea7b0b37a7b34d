package org.aliquot.server.generate;

import java.util.List;
import java.util.Map;

/** What the laboratory does: the tables, read once. */
record Catalogue(List<Tube> tubes, List<Culture> cultures, Map<String, List<Drug>> drugs, Names names) {
    /**
     * What is drawn for one bench.
     *
     * @param label {@code ,"code":{…}} of orders and reports
     * @param specimenType {@code ,"type":{…}}
     */
    record Tube(
            String key,
            double perCent,
            byte[] label,
            byte[] specimenType,
            String analyzer,
            String spoilsBy,
            double spoiledPerMille,
            List<Panel> panels) {}

    /**
     * What is ordered on a tube.
     *
     * @param label {@code ,"code":{…}}; empty where the tests stand by themselves
     */
    record Panel(String key, double perCent, byte[] label, List<LabTest> tests) {
        boolean isHeldTogether() {
            return label.length > 0;
        }
    }

    /** A culture, and what may grow in it. */
    record Culture(
            byte[] label,
            byte[] specimenType,
            int weight,
            double growthPerCent,
            boolean counted,
            List<Grower> growers,
            int growerWeights) {}

    /** How often an organism is what grows. */
    record Grower(Organism organism, int weight) {}

    /** A species, and the drugs tried on it. */
    record Organism(Finding.Word word, String drugs, List<String> alwaysResistant) {}

    /**
     * A drug and its dilutions in {@code 2^n} ug/mL.
     *
     * @param least n of the lowest dilution tried, and so on
     */
    record Drug(
            String loinc,
            byte[] label,
            int least,
            int susceptibleTo,
            int resistantFrom,
            int most,
            double susceptiblePerCent,
            double intermediatePerCent) {}

    /** Names of people and places, as JSON strings. */
    record Names(List<String> family, List<String> female, List<String> male, List<Place> places) {}

    /** A town, as JSON strings. */
    record Place(String name, String postalCode) {}
}
