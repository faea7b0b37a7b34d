package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ReportedTime.Precision;

/**
 * What makes a result this result and no other: the same key is the same Observation, newer content is a new version.
 *
 * @param owner accession number, or what stands for it: without a number the message, because two specimens without one
 *     are two specimens; a control's begins with {@code control:}
 * @param panel the panel's own code, empty when none was sent
 * @param code the test's own code, empty for the panel itself
 * @param run dilution or run as sent, empty when none was
 * @param moment when it was measured; where the device does not say so to the minute, the message stands for it, because
 *     numbers of tubes come again
 * @param occurrence 1 for the first result of this key in the message
 */
record ResultKey(String device, String owner, String panel, String code, String run, String moment, int occurrence) {

    /** The moment part: the time in UTC, so that a changed zone setting does not hide a changed time. */
    static String moment(Optional<ReportedTime> measured, String message) {
        return measured.filter(time -> time.precision().compareTo(Precision.MINUTE) >= 0)
                .map(time -> time.at().toInstant().toString())
                .orElse("message:" + message);
    }

    /** As it stands in the result's identifier: no patient, and readable when two results must be told apart. */
    String text() {
        return String.join("|", device, owner, panel, code, run, moment, Integer.toString(occurrence));
    }

    String id() {
        return Ids.of("Observation", device, owner, panel, code, run, moment, Integer.toString(occurrence));
    }
}
