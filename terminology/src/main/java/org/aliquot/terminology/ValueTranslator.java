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

    /**
     * What a table says about a text.
     *
     * @param listed a row has it; when false, a person may want to add one
     * @param meaning empty when no row has it, or when the row says that no standard code exists
     */
    record Known<T>(boolean listed, Optional<T> meaning) {
        static <T> Known<T> as(T meaning) {
            return new Known<>(true, Optional.of(meaning));
        }

        static <T> Known<T> withoutCode() {
            return new Known<>(true, Optional.empty());
        }

        static <T> Known<T> not() {
            return new Known<>(false, Optional.empty());
        }
    }
}
