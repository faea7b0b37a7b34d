package org.aliquot.view;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/** FHIR's dates and times for engines that know only whole ones. */
public final class Times {
    private Times() {}

    /** Empty where it is less than a day: {@code 2026-01}. Of a date with a time, its date as written. */
    public static Optional<LocalDate> date(String fhir) {
        if (fhir.length() < 10) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(fhir.substring(0, 10)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Empty where it is no moment: a date without a time, or a time without its offset. */
    public static Optional<OffsetDateTime> timestamp(String fhir) {
        // A day alone is common, and an exception dear.
        if (fhir.length() < 16) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(fhir));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
