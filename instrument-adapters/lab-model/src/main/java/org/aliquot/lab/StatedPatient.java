package org.aliquot.lab;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The patient as the instrument states it. Field by field as sent; an unreadable birth date is a finding and empty here.
 *
 * @param id the patient or medical record number sent
 * @param sex as sent ({@code M}, {@code Female}, {@code 0}); the mapping interprets it
 * @param ward location or ward, as sent
 * @param physician attending or ordering physician, as sent
 * @param comments free text sent about the patient
 */
public record StatedPatient(
        Optional<String> id,
        Optional<String> familyName,
        Optional<String> givenName,
        Optional<LocalDate> birthDate,
        Optional<String> sex,
        Optional<String> ward,
        Optional<String> physician,
        List<String> comments) {
    public StatedPatient {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(familyName, "familyName");
        Objects.requireNonNull(givenName, "givenName");
        Objects.requireNonNull(birthDate, "birthDate");
        Objects.requireNonNull(sex, "sex");
        Objects.requireNonNull(ward, "ward");
        Objects.requireNonNull(physician, "physician");
        comments = List.copyOf(comments);
    }

    /** Nothing about the patient itself was sent (a ward or a comment alone names nobody). */
    public boolean isAnonymous() {
        return id.isEmpty() && familyName.isEmpty() && givenName.isEmpty();
    }

    /** Never the content: this is a patient. */
    @Override
    public String toString() {
        return "StatedPatient[" + (isAnonymous() ? "anonymous" : "named") + "]";
    }
}
