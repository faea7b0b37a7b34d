package org.aliquot.instrument.mindraybc;

import java.util.Optional;
import org.aliquot.instrument.Times;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.lab.ReportedTime;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/**
 * OBR-6, 7 and 14: the family sends the time of sampling in OBR-6, where HL7 has the time of the request. Where that
 * cannot be (it lies after receipt or after the run), it is HL7's.
 */
record BcTimes(
        Optional<ReportedTime> orderedAt,
        Optional<ReportedTime> collectedAt,
        Optional<ReportedTime> receivedAt,
        Optional<ReportedTime> measuredAt) {
    static BcTimes of(Hl7Segment obr, Times times) {
        Optional<ReportedTime> sixth = time(obr, 6, times);
        Optional<ReportedTime> measured = time(obr, 7, times);
        Optional<ReportedTime> received = time(obr, 14, times);
        boolean sampling = notAfter(sixth, received) && notAfter(sixth, measured);
        return sampling
                ? new BcTimes(Optional.empty(), sixth, received, measured)
                : new BcTimes(sixth, Optional.empty(), received, measured);
    }

    private static Optional<ReportedTime> time(Hl7Segment obr, int field, Times times) {
        return Hl7Fields.said(obr, field, 1).flatMap(sent -> times.time(sent, obr.label(), "OBR-" + field));
    }

    private static boolean notAfter(Optional<ReportedTime> first, Optional<ReportedTime> second) {
        return first.isEmpty()
                || second.isEmpty()
                || !first.get().at().isAfter(second.get().at());
    }
}
