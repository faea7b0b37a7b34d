package org.aliquot.server.generate;

import org.aliquot.server.generate.Table.Row;

/** Elements that name things, ready to be written. */
final class Label {
    private Label() {}

    /** {@code ,"code":{…}} of a LOINC term. */
    static byte[] loinc(String code, String display) {
        return loinc(code, display, display);
    }

    /** {@code ,"code":{…}} of a LOINC term, with what the laboratory calls it. */
    static byte[] loinc(String code, String display, String text) {
        return Json.bytes(",\"code\":{\"coding\":[" + Json.coding(Urls.LOINC, code, display) + "],\"text\":"
                + Json.quoted(text) + "}");
    }

    /** {@code ,"code":{…}} of a test: the term, and the laboratory's own code beside it. */
    static byte[] test(Row row) {
        String own = row.text("code");
        return Json.bytes(",\"code\":{\"coding\":["
                + Json.coding(Urls.LOINC, row.text("loinc"), row.text("display")) + ","
                + Json.coding(Urls.LOCAL_CODES, own, "") + "],\"text\":" + Json.quoted(own) + "}");
    }

    /** {@code ,"type":{…}} of a Specimen. */
    static byte[] specimenType(Row row) {
        return Json.bytes(",\"type\":" + Json.concept(Urls.SNOMED, row.text("specimen_snomed"), row.text("specimen")));
    }

    /** A word as an Observation's value; without a code the text stands alone. */
    static Finding.Word word(String snomed, String display, String text) {
        String coding = snomed.isEmpty() ? "" : "\"coding\":[" + Json.coding(Urls.SNOMED, snomed, display) + "],";
        return new Finding.Word(
                Json.bytes(",\"valueCodeableConcept\":{" + coding + "\"text\":" + Json.quoted(text) + "}"));
    }

    /** {@code ,"unit":…}}: what follows the number in a Quantity of a UCUM unit. */
    static byte[] unit(String printed, String ucum) {
        return Json.bytes(",\"unit\":" + Json.quoted(printed) + ",\"system\":\"" + Urls.UCUM + "\",\"code\":"
                + Json.quoted(ucum) + "}");
    }
}
