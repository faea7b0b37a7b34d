package org.aliquot.server.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.SinkUnavailableException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.Finding.Severity;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.aliquot.mapping.Ids;
import org.aliquot.mapping.Mapped;
import org.aliquot.mapping.ReportMapper;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** Takes reports over: stores each message's resources once, as one transaction. */
public final class Intake implements ReportSink {
    // What Systems.TRANSCRIPT identifies.
    private static final Pattern KEPT = Pattern.compile("([0-9A-HJKMNP-TV-Z]{26})#(\\d{1,9})-(\\d{1,9})");

    private final LabRegister register;
    private final ReportMapper mapper;
    private final ResourceIngest ingest;
    private final BiConsumer<LabReport, List<Resource>> account;

    /** @param account told of each report that is stored, with its resources */
    public Intake(
            LabRegister register,
            ReportMapper mapper,
            ResourceIngest ingest,
            BiConsumer<LabReport, List<Resource>> account) {
        this.register = Objects.requireNonNull(register, "register");
        this.mapper = Objects.requireNonNull(mapper, "mapper");
        this.ingest = Objects.requireNonNull(ingest, "ingest");
        this.account = Objects.requireNonNull(account, "account");
    }

    @Override
    public Receipt accept(Transcript raw, LabReport report, Delivery delivery) {
        try {
            Optional<Provenance> before =
                    register.read("Provenance", Ids.provenance(report.id())).map(Provenance.class::cast);
            if (before.isEmpty()) {
                return store(report, delivery, before);
            }
            boolean isHandedOverAgain =
                    MessagePosition.of(before.get()).equals(Optional.of(MessagePosition.of(report)));
            return delivery == Delivery.FIRST && !isHandedOverAgain
                    ? repeated(report, before.get())
                    : store(asFirstReceived(report, before.get()), delivery, before);
        } catch (StoreUnavailableException e) {
            throw new SinkUnavailableException("message " + report.id() + " waits: " + e.getMessage(), e);
        }
    }

    // The very bytes of the stored message again are a hand-over whose end nobody noted: stored over itself, so that
    // its
    // findings are told. The same text in another transcript is a repeat and writes nothing. A text that carries its
    // own
    // time is that message and no other. One that does not may be an edit that was taken back, or an old message sent
    // again: a person must tell, where a later message has changed what it said.
    private Receipt repeated(LabReport report, Provenance before) {
        MessageAge age = MessageAge.of(report);
        StoredResults stored = new StoredResults(register, MessagePosition.of(report), age);
        if (age.sentAt().isPresent() || stored.areStill(before)) {
            return new Receipt.Duplicate();
        }
        stored.compare(mapper.map(report, new AccessionMatching(register, Optional.of(before))), before);
        return stored.findings().isEmpty() ? new Receipt.Duplicate() : new Receipt.Stored(0, stored.findings());
    }

    // A repeat's place among all messages is that of the first: replayed, it must not come after what corrected it.
    private static LabReport asFirstReceived(LabReport report, Provenance before) {
        Matcher first = KEPT.matcher(Objects.requireNonNullElse(
                before.getEntityFirstRep().getWhat().getIdentifier().getValue(), ""));
        return MessagePosition.of(before).isPresent() && first.matches()
                ? new LabReport(
                        report.id(),
                        new TranscriptId(first.group(1)),
                        new ByteRange(Integer.parseInt(first.group(2)), Integer.parseInt(first.group(3))),
                        report.analyzer(),
                        report.sentAt(),
                        report.specimens(),
                        report.controls(),
                        report.findings())
                : report;
    }

    private Receipt store(LabReport report, Delivery delivery, Optional<Provenance> before) {
        AccessionMatching matching = new AccessionMatching(register, before);
        Mapped mapped = mapper.map(report, matching);
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.addAll(matching.findings());
        findings.addAll(mapped.findings());
        if (hasError(findings)) {
            return new Receipt.Quarantined(findings);
        }
        StoredResults stored = new StoredResults(register, MessagePosition.of(report), MessageAge.of(report));
        List<Resource> batch = new ArrayList<>(stored.reconcile(mapped, delivery));
        findings.addAll(stored.findings());
        if (hasError(findings)) {
            return new Receipt.Quarantined(findings);
        }
        batch.removeIf(this::isInHand);
        if (delivery == Delivery.REPLAY) {
            batch.addAll(tasksDoneBy(batch));
            before.ifPresent(provenance -> batch.addAll(stored.withdrawn(provenance, mapped.resources())));
        }
        List<Outcome> outcomes = ingest.ingest(batch);
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Refused refused) {
                findings.add(Finding.error(
                        ReasonCode.STORE_REFUSED,
                        "message of " + report.analyzer().id() + ": the server refused " + refused.reference() + ": "
                                + refused.reason()));
                return new Receipt.Quarantined(findings);
            }
        }
        account.accept(report, batch);
        return new Receipt.Stored(outcomes.size(), findings);
    }

    private static boolean hasError(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    // What a person has taken up or decided is not asked again.
    private boolean isInHand(Resource resource) {
        return resource instanceof Task task
                && register.read("Task", task.getIdElement().getIdPart())
                        .map(Task.class::cast)
                        .filter(asked -> asked.getStatus() != Task.TaskStatus.REQUESTED)
                        .isPresent();
    }

    /** Worklist entries that asked for the match which this replay brought. */
    private List<Resource> tasksDoneBy(List<Resource> batch) {
        List<Resource> done = new ArrayList<>();
        for (Resource resource : batch) {
            if (resource instanceof DiagnosticReport diagnosticReport
                    && diagnosticReport.getSubject().hasReference()) {
                String reference =
                        "DiagnosticReport/" + diagnosticReport.getIdElement().getIdPart();
                for (Task task : register.openMatchTasks(reference)) {
                    done.add(task.copy().setStatus(Task.TaskStatus.COMPLETED));
                }
            }
        }
        return done;
    }
}
