package org.aliquot.server.intake;

import com.github.f4b6a3.ulid.Ulid;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ReportedTime.Precision;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;

/**
 * When a message says that it was sent (MSH-7, H.14), to be compared with what stored versions say.
 *
 * @param sentAt empty where the message does not say it to the second: then nothing is older or newer by its own time
 */
record MessageAge(Optional<Instant> sentAt) {
    MessageAge {
        Objects.requireNonNull(sentAt, "sentAt");
    }

    static MessageAge of(LabReport report) {
        return new MessageAge(report.sentAt()
                .filter(time -> time.precision().compareTo(Precision.SECOND) >= 0)
                .map(ReportedTime::at)
                .map(at -> at.toInstant()));
    }

    /** Whether the message was sent before the one that wrote this version. Both must say so: ours is another clock. */
    boolean isBefore(Resource stored) {
        return sentAt.isPresent()
                && issued(stored)
                        .filter(at -> !isReceipt(at, stored))
                        .filter(at -> sentAt.get().isBefore(at))
                        .isPresent();
    }

    // The mapping writes the time of receipt where the message has no time, and the transcript's id tells that time.
    private static boolean isReceipt(Instant issued, Resource stored) {
        return MessagePosition.of(stored)
                .map(position -> Ulid.getInstant(position.transcript()))
                .filter(issued::equals)
                .isPresent();
    }

    private static Optional<Instant> issued(Resource stored) {
        Date at = stored instanceof Observation result
                ? result.getIssued()
                : stored instanceof DiagnosticReport report ? report.getIssued() : null;
        return Optional.ofNullable(at).map(Date::toInstant);
    }
}
