package org.aliquot.server.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.SinkUnavailableException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.lab.Finding;
import org.aliquot.lab.Finding.Severity;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.mapping.Ids;
import org.aliquot.mapping.Mapped;
import org.aliquot.mapping.ReportMapper;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** Takes reports over: stores each message's resources once, as one transaction. */
public final class Intake implements ReportSink {
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
            return delivery == Delivery.FIRST && before.isPresent() && isDone(report, before.get())
                    ? new Receipt.Duplicate()
                    : store(report, delivery, before);
        } catch (StoreUnavailableException e) {
            throw new SinkUnavailableException("message " + report.id() + " waits: " + e.getMessage(), e);
        }
    }

    // The very bytes of the stored message again are a hand-over whose end nobody noted: stored over itself, so that
    // its
    // findings are told. The same text in another transcript is a repeat, unless a later message has changed what it
    // said: an edit that was taken back has the text of the first message.
    private boolean isDone(LabReport report, Provenance before) {
        MessagePosition position = MessagePosition.of(report);
        return !MessagePosition.of(before).equals(Optional.of(position))
                && new StoredResults(register, position).areStill(before);
    }

    private Receipt store(LabReport report, Delivery delivery, Optional<Provenance> before) {
        AccessionMatching matching = new AccessionMatching(register);
        Mapped mapped = mapper.map(report, matching);
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.addAll(matching.findings());
        findings.addAll(mapped.findings());
        if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
            return new Receipt.Quarantined(findings);
        }
        StoredResults stored = new StoredResults(register, MessagePosition.of(report));
        List<Resource> batch = new ArrayList<>(stored.reconcile(mapped.resources(), delivery));
        findings.addAll(stored.findings());
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
