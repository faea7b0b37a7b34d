package org.aliquot.ingest.rows.json;

/** Elements of datatypes that are looked up by number, not by name, once a schema is made. */
public enum Part {
    BOUNDS("bounds"),
    CITY("city"),
    CODE("code"),
    CODING("coding"),
    COUNTRY("country"),
    CURRENCY("currency"),
    DISPLAY("display"),
    DISTRICT("district"),
    END("end"),
    EVENT("event"),
    EXTENSION("extension"),
    FAMILY("family"),
    GIVEN("given"),
    HIGH("high"),
    LANGUAGE("language"),
    LATITUDE("latitude"),
    LINE("line"),
    LONGITUDE("longitude"),
    LOW("low"),
    META("meta"),
    MODIFIER_EXTENSION("modifierExtension"),
    POSTAL_CODE("postalCode"),
    PREFIX("prefix"),
    PROFILE("profile"),
    REFERENCE("reference"),
    REPEAT("repeat"),
    SECURITY("security"),
    SOURCE("source"),
    START("start"),
    STATE("state"),
    SUFFIX("suffix"),
    SYSTEM("system"),
    TAG("tag"),
    TEXT("text"),
    TYPE("type"),
    URL("url"),
    USER_SELECTED("userSelected"),
    VALUE("value"),
    VERSION("version");

    private final String elementName;

    Part(String elementName) {
        this.elementName = elementName;
    }

    /** As definitions name it. */
    public String elementName() {
        return elementName;
    }
}
