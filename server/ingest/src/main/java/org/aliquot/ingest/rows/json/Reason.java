package org.aliquot.ingest.rows.json;

/** Why a resource is left to the slower extractor. Most of these it refuses; the rest it knows how to read. */
public enum Reason {
    NOT_JSON("not plain JSON in UTF-8"),
    NOT_A_RESOURCE("no resource type that is taken apart here"),
    BAD_ID("an id that is not 1 to 64 of A-Z, a-z, 0-9, '-' and '.'"),
    UNKNOWN_ELEMENT("an element the type does not have, or not under this name"),
    EXTENDED_PRIMITIVE("an extension or id on a primitive value (_name)"),
    CONTAINED("contained or nested resources"),
    REPEATED("an element given twice, or two of one choice"),
    INCOMPLETE("an element without one that it must have"),
    WRONG_SHAPE("an array, object or value where another of them is expected"),
    EMPTY("an empty array, object or string, or a null"),
    ODD_VALUE("a value in a form that HAPI rewrites, refuses or reads leniently"),
    ODD_CHARACTER("a character that has to be looked at: a control character, half a surrogate pair"),
    ODD_CODE("a code outside its required value set"),
    ODD_DATE("a date or time outside 1900 to 9999 or not in full FHIR form"),
    ODD_NARRATIVE("a narrative that HAPI cannot read"),
    ODD_REFERENCE("a reference that is not Type/id, or not of an allowed type"),
    META_EXTENSION("extensions in meta, which keep it in the text"),
    TOO_LONG("a value longer than its column"),
    TOO_DEEP("nested too deeply"),
    NEEDS_FHIRPATH("a search parameter whose expression is not compiled, and whose value HAPI refuses"),
    NEEDS_UNITS("a number in a unit of time");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** For a person. */
    public String text() {
        return text;
    }
}
