package org.aliquot.server.generate;

import org.aliquot.mapping.Systems;

/** Systems that generated resources name. */
final class Urls {
    static final String LOINC = "http://loinc.org";
    static final String SNOMED = "http://snomed.info/sct";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

    static final String PROFILES = Systems.BASE + "/StructureDefinition/";
    static final String LOCAL_CODES = Systems.BASE + "/CodeSystem/synthetic-laboratory";
    static final String SOURCE = Systems.BASE + "/sid/synthetic";
    static final String RECORD_NUMBER = SOURCE + "/patient";
    static final String ORDER_NUMBER = SOURCE + "/order";
    static final String STAFF_NUMBER = SOURCE + "/staff";

    private Urls() {}
}
