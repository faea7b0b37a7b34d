package org.aliquot.server.intake;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.lab.LabReport;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.audit.journal.Journal;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts for what analyzers reported: one entry for each DiagnosticReport stored, which names its Observations. Results
 * are not held back where it cannot be written: the transcript is kept and says the same.
 */
final class StoredReports {
    private static final Logger LOG = LoggerFactory.getLogger(StoredReports.class);

    private final Journal journal;
    private final Clock clock;

    StoredReports(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    void stored(LabReport report, List<Resource> batch) {
        Party analyzer = new Party(
                "analyzer/" + report.analyzer().id(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "the server's gateway",
                Optional.of(report.id().toString()),
                Optional.empty());
        List<byte[]> lines = new ArrayList<>();
        for (Resource resource : batch) {
            if (resource instanceof DiagnosticReport stored) {
                Deed deed = Deed.of(Kind.CREATE)
                        .about("DiagnosticReport/" + stored.getIdElement().getIdPart());
                String subject = stored.getSubject().getReference();
                lines.add(AuditEventJson.of(
                        subject != null && subject.startsWith("Patient/") ? deed.ofPatient(subject) : deed,
                        analyzer,
                        Outcome.SUCCESS,
                        clock.instant()));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        try {
            journal.append(lines);
        } catch (IOException e) {
            LOG.error("message {} is stored, the audit does not say so: {}", report.id(), e.getMessage());
        }
    }
}
