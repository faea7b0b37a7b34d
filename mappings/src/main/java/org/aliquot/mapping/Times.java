package org.aliquot.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ReportedTime.Precision;
import org.aliquot.lab.TranscriptId;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;

/** Times with the precision and the offset they were reported with. */
final class Times {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final String ULID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int ULID_TIME_DIGITS = 10;

    private Times() {}

    /** FHIR wants seconds wherever there are hours: a time to the minute gets the seconds 00 (R4 datatypes, dateTime). */
    static DateTimeType dateTime(ReportedTime time) {
        return new DateTimeType(
                switch (time.precision()) {
                    case YEAR -> DateTimeFormatter.ofPattern("uuuu").format(time.at());
                    case MONTH -> DateTimeFormatter.ofPattern("uuuu-MM").format(time.at());
                    case DAY -> DateTimeFormatter.ofPattern("uuuu-MM-dd").format(time.at());
                    case MINUTE, SECOND -> SECONDS.format(time.at());
                    case MILLISECOND -> MILLISECONDS.format(time.at());
                });
    }

    /** A time that is there and unknown. */
    static DateTimeType unknown() {
        DateTimeType none = new DateTimeType();
        none.addExtension(Absent.unknown());
        return none;
    }

    /** As {@link #unknown}, where FHIR wants an instant. */
    static InstantType unknownInstant() {
        InstantType none = new InstantType();
        none.addExtension(Absent.unknown());
        return none;
    }

    /** When the message was sent, to the second; else when it was received, which its transcript's id says. */
    static Optional<InstantType> issued(Optional<ReportedTime> sentAt, TranscriptId transcript) {
        return sentAt.filter(time -> time.precision().compareTo(Precision.SECOND) >= 0)
                .map(time -> (time.precision() == Precision.SECOND ? SECONDS : MILLISECONDS).format(time.at()))
                .map(InstantType::new)
                .or(() -> receivedAt(transcript));
    }

    /** When the message was received, as an instant. */
    static Optional<InstantType> receivedAt(TranscriptId transcript) {
        return received(transcript).map(MILLISECONDS::format).map(InstantType::new);
    }

    /** The first 48 bits of a ULID are milliseconds since 1970; empty when the id is none. */
    static Optional<OffsetDateTime> received(TranscriptId transcript) {
        String ulid = transcript.value();
        if (ulid.length() != 26) {
            return Optional.empty();
        }
        long millis = 0;
        for (int i = 0; i < ULID_TIME_DIGITS; i++) {
            int digit = ULID_ALPHABET.indexOf(ulid.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            millis = millis << 5 | digit;
        }
        return moment(millis);
    }

    private static Optional<OffsetDateTime> moment(long millis) {
        try {
            OffsetDateTime at = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
            return at.getYear() <= 9999 ? Optional.of(at) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
