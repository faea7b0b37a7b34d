package org.aliquot.mapping;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReportedTime;
import org.aliquot.terminology.Terminology;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;

/** What every resource of one message has to know. One for each message, used by one thread. */
final class MessageScope {
    private final LabReport report;
    private final Terminology terminology;
    private final FindingLog findings;
    private final Map<ResultKey, Integer> seen = new HashMap<>();

    MessageScope(LabReport report, Terminology terminology) {
        this.report = report;
        this.terminology = terminology;
        this.findings = new FindingLog(report.analyzer().id());
    }

    LabReport report() {
        return report;
    }

    InstrumentId from() {
        return report.analyzer().id();
    }

    Terminology terminology() {
        return terminology;
    }

    FindingLog findings() {
        return findings;
    }

    Reference device() {
        return new Reference("Device/" + Devices.id(from()));
    }

    /** Meta with the profile and, as source, the kept bytes: transcript and first byte, so that sources have an order. */
    Meta meta(String profile) {
        return source().addProfile(profile);
    }

    Meta source() {
        return new Meta()
                .setSource(Systems.TRANSCRIPT + "/" + report.transcript().value() + "/"
                        + report.bytes().from());
    }

    /** The key of a result or panel, with its occurrence counted. */
    ResultKey key(String owner, String panel, String code, String run, Optional<ReportedTime> measured) {
        String moment = ResultKey.moment(measured, report.id().digest());
        int occurrence =
                seen.merge(new ResultKey(from().device(), owner, panel, code, run, moment, 0), 1, Integer::sum);
        return new ResultKey(from().device(), owner, panel, code, run, moment, occurrence);
    }
}
