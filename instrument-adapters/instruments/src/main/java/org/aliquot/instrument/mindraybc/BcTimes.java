package org.aliquot.instrument.mindraybc;

import java.util.Optional;
import org.aliquot.instrument.Times;
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
        Optional<ReportedTime> sixth = times.time(obr.component(6, 1), obr.label(), "OBR-6");
        Optional<ReportedTime> measured = times.time(obr.component(7, 1), obr.label(), "OBR-7");
        Optional<ReportedTime> received = times.time(obr.component(14, 1), obr.label(), "OBR-14");
        boolean sampling = notAfter(sixth, received) && notAfter(sixth, measured);
        return sampling
                ? new BcTimes(Optional.empty(), sixth, received, measured)
                : new BcTimes(sixth, Optional.empty(), received, measured);
    }

    private static boolean notAfter(Optional<ReportedTime> first, Optional<ReportedTime> second) {
        return first.isEmpty()
                || second.isEmpty()
                || !first.get().at().isAfter(second.get().at());
    }
}
