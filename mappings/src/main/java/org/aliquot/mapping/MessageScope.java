package org.aliquot.mapping;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReportedTime;
import org.aliquot.terminology.Terminology;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;

/** What every resource of one message has to know. One for each message, used by one thread. */
final class MessageScope {
    private static final int NAMELESS_DIGITS = 32;

    private final LabReport report;
    private final Terminology terminology;
    private final FindingLog findings;
    private final Map<ResultKey, Integer> seen = new HashMap<>();
    private final Set<String> statusOnly = new HashSet<>();

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

    /** Notes a result whose value this message leaves to an earlier one. */
    void statusOnly(Observation result) {
        statusOnly.add("Observation/" + result.getIdElement().getIdPart());
    }

    /** References of all that {@link #statusOnly(Observation)} was told. */
    Set<String> statusOnly() {
        return statusOnly;
    }

    /**
     * Owner of what has no number of its own: the message stands for it, so that no other one shares its results, and the
     * same message sent again does. Half the digest is enough for that, and the key stays short enough to be searched.
     */
    String nameless(int position) {
        return "no number, " + report.id().digest().substring(0, NAMELESS_DIGITS) + ", " + position;
    }

    /** The key of a result or panel, with its occurrence counted. */
    ResultKey key(String owner, String panel, String code, String run, Optional<ReportedTime> measured) {
        String moment = ResultKey.moment(measured, report.id().digest());
        int occurrence =
                seen.merge(new ResultKey(from().device(), owner, panel, code, run, moment, 0), 1, Integer::sum);
        return new ResultKey(from().device(), owner, panel, code, run, moment, occurrence);
    }
}
