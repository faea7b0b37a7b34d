package org.aliquot.server.intake;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aliquot.lab.StatedPatient;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;

/**
 * Whether what an instrument says about a patient contradicts the registered one.
 *
 * <p>Another number than the registered ones is a contradiction. With the right number, birth date and name must both
 * disagree; without a number, one of them is enough. Instruments mix up family and given name, cut and transliterate, so
 * of a name single words are compared. What was not stated contradicts nothing.
 */
final class PatientCheck {
    private static final int WHOLE_DATE = "2024-06-27".length();

    private PatientCheck() {}

    static boolean contradicts(StatedPatient stated, Patient registered) {
        Optional<String> id = stated.id().map(PatientCheck::comparable).filter(text -> !text.isEmpty());
        boolean otherDate = birthDateDiffers(stated, registered);
        boolean otherName = noWordOfTheNameAgrees(stated, registered);
        if (id.isEmpty()) {
            return otherDate || otherName;
        }
        boolean otherNumber = registered.getIdentifier().stream()
                .map(Identifier::getValue)
                .filter(value -> value != null)
                .map(PatientCheck::comparable)
                .noneMatch(id.get()::equals);
        return otherNumber || otherDate && otherName;
    }

    private static boolean birthDateDiffers(StatedPatient stated, Patient registered) {
        String known = registered.getBirthDateElement().getValueAsString();
        return known != null
                && known.length() == WHOLE_DATE
                && stated.birthDate()
                        .map(date -> !date.equals(LocalDate.parse(known)))
                        .orElse(false);
    }

    private static boolean noWordOfTheNameAgrees(StatedPatient stated, Patient registered) {
        Set<String> said = words(Stream.concat(stated.familyName().stream(), stated.givenName().stream()));
        Set<String> known = words(registered.getName().stream().flatMap(PatientCheck::parts));
        return !said.isEmpty() && !known.isEmpty() && Collections.disjoint(said, known);
    }

    private static Stream<String> parts(HumanName name) {
        return Stream.concat(
                Stream.of(name.getFamily(), name.getText()).filter(text -> text != null),
                name.getGiven().stream().map(PrimitiveType::getValue));
    }

    private static Set<String> words(Stream<String> texts) {
        Set<String> words = new HashSet<>();
        texts.flatMap(text -> Arrays.stream(comparable(text).split("[^\\p{L}]+")))
                .filter(word -> word.length() > 1)
                .forEach(words::add);
        return words;
    }

    private static String comparable(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
