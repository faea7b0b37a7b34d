package org.aliquot.terminology;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.lab.InstrumentId;

/** From the small vocabularies of instruments to the standard ones. */
public interface ValueTranslator {
    /** Code system of {@link #interpretation}. */
    String INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    /** HL7's interpretation of a flag ({@code H}, {@code LL}). */
    Known<Concept> interpretation(InstrumentId from, String flag);

    /** The material's codes, HL7 v2 table 0487 first, then SNOMED CT. */
    Known<List<Concept>> specimenType(InstrumentId from, String text);

    /** The code in FHIR's administrative gender. */
    Known<String> gender(InstrumentId from, String text);

    /**
     * The LOINC panel that a set of results is.
     *
     * @param localCode the panel's own code, where the instrument sends one
     * @param loincTerms LOINC codes of the results that have a value
     */
    Optional<Concept> panel(InstrumentId from, Optional<String> localCode, Set<String> loincTerms);
}
