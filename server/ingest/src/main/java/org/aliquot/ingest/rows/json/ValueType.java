package org.aliquot.ingest.rows.json;

import java.util.Map;
import java.util.Optional;

/** FHIR's datatypes as far as reading and indexing tell them apart. */
public enum ValueType {
    BOOLEAN(false),
    INTEGER(false),
    DECIMAL(false),
    STRING(true),
    CODE(true),
    /** A code of a required value set. */
    BOUND_CODE(true),
    URI(true),
    CANONICAL(true),
    ID(true),
    DATE(true),
    DATE_TIME(true),
    INSTANT(true),
    TIME(true),
    BASE64(true),
    XHTML(true),

    IDENTIFIER(false),
    CODEABLE_CONCEPT(false),
    CODING(false),
    CONTACT_POINT(false),
    HUMAN_NAME(false),
    ADDRESS(false),
    QUANTITY(false),
    MONEY(false),
    RANGE(false),
    PERIOD(false),
    TIMING(false),
    DURATION(false),
    REFERENCE(false),
    /** Any other, backbone elements included. */
    OTHER(false);

    private static final Map<String, ValueType> PRIMITIVES = Map.ofEntries(
            Map.entry("boolean", BOOLEAN),
            Map.entry("integer", INTEGER),
            Map.entry("positiveInt", INTEGER),
            Map.entry("unsignedInt", INTEGER),
            Map.entry("decimal", DECIMAL),
            Map.entry("string", STRING),
            Map.entry("markdown", STRING),
            Map.entry("code", CODE),
            Map.entry("uri", URI),
            Map.entry("url", URI),
            Map.entry("oid", URI),
            Map.entry("uuid", URI),
            Map.entry("canonical", CANONICAL),
            Map.entry("id", ID),
            Map.entry("date", DATE),
            Map.entry("dateTime", DATE_TIME),
            Map.entry("instant", INSTANT),
            Map.entry("time", TIME),
            Map.entry("base64Binary", BASE64),
            Map.entry("xhtml", XHTML));

    private static final Map<String, ValueType> COMPLEX = Map.ofEntries(
            Map.entry("Identifier", IDENTIFIER),
            Map.entry("CodeableConcept", CODEABLE_CONCEPT),
            Map.entry("Coding", CODING),
            Map.entry("ContactPoint", CONTACT_POINT),
            Map.entry("HumanName", HUMAN_NAME),
            Map.entry("Address", ADDRESS),
            Map.entry("Quantity", QUANTITY),
            Map.entry("Money", MONEY),
            Map.entry("Range", RANGE),
            Map.entry("Period", PERIOD),
            Map.entry("Timing", TIMING),
            Map.entry("Duration", DURATION),
            Map.entry("Reference", REFERENCE));

    private final boolean quoted;

    ValueType(boolean quoted) {
        this.quoted = quoted;
    }

    static Optional<ValueType> primitive(String fhirType) {
        return Optional.ofNullable(PRIMITIVES.get(fhirType));
    }

    /** By the name of the type that it is a kind of: an Age is a Quantity where HAPI's definitions say so. */
    static ValueType complex(String rootType) {
        return COMPLEX.getOrDefault(rootType, OTHER);
    }

    /** Whether JSON has it in quotes. */
    public boolean isQuoted() {
        return quoted;
    }

    /** Whether its value is one string, not an element with children. */
    public boolean isPrimitive() {
        return ordinal() <= XHTML.ordinal();
    }
}
