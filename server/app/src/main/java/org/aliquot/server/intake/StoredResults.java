package org.aliquot.server.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/**
 * Compares what a message says with what is stored under the same ids, before it is written over it.
 *
 * <ul>
 *   <li>What a person wrote over REST stays: a result marked entered in error does not come back by a replay.
 *   <li>A replay never puts an older message over a newer one. A first delivery is never older: each device's messages
 *       come in the order it spoke, whatever the clock did.
 *   <li>A value that replaces another one already final is a correction, even where the instrument calls it final: FHIR
 *       R4 observation.html 10.1.4.2 asks for {@code corrected} then.
 *   <li>A panel or report keeps the members that a later message does not repeat ({@link Merged}).
 *   <li>What this message stored before and says no longer (another zone, now a control) is entered in error.
 * </ul>
 *
 * What is left as it was becomes a finding: nothing is dropped in silence. One instance serves one report.
 */
final class StoredResults {
    // Results and reports can be told newer from older; patients, devices and specimens are not a message's to age.
    private static final Set<String> AGED_BY_MESSAGE = Set.of("Observation", "DiagnosticReport");
    private static final Set<ObservationStatus> FINAL_ALREADY =
            Set.of(ObservationStatus.FINAL, ObservationStatus.CORRECTED, ObservationStatus.AMENDED);

    private final LabRegister register;
    private final MessagePosition position;
    private final List<Finding> findings = new ArrayList<>();

    StoredResults(LabRegister register, MessagePosition position) {
        this.register = Objects.requireNonNull(register, "register");
        this.position = Objects.requireNonNull(position, "position");
    }

    /** What was left as it was, in order. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Whether all that this message once stored is still what it stored; a later message may have changed it. */
    boolean areStill(Provenance stored) {
        Optional<MessagePosition> writer = MessagePosition.of(stored);
        return writer.isPresent()
                && current(stored).stream()
                        .allMatch(version -> MessagePosition.of(version).equals(writer));
    }

    /** The batch as it may be written. */
    List<Resource> reconcile(List<Resource> batch, Delivery delivery) {
        Map<String, Resource> stored = new HashMap<>();
        for (String type : AGED_BY_MESSAGE) {
            List<String> ids = batch.stream()
                    .filter(resource -> resource.fhirType().equals(type))
                    .map(resource -> resource.getIdElement().getIdPart())
                    .toList();
            register.readAll(type, ids).forEach((id, version) -> stored.put(type + "/" + id, version));
        }
        List<Resource> reconciled = new ArrayList<>(batch.size());
        Set<String> changed = new HashSet<>();
        for (Resource resource : batch) {
            Resource before = stored.get(reference(resource));
            if (before == null) {
                reconciled.add(resource);
            } else {
                whyKept(before, delivery)
                        .ifPresentOrElse(
                                why -> findings.add(Finding.warning(
                                        ReasonCode.NOT_OVERWRITTEN, reference(resource) + " is left as it is: " + why)),
                                () -> reconciled.add(over(before, resource, changed)));
            }
        }
        return reconciled;
    }

    /** What the message stored before and is not in the new batch, entered in error. */
    List<Resource> withdrawn(Provenance before, List<Resource> batch) {
        Set<String> said = new HashSet<>();
        batch.forEach(resource -> said.add(reference(resource)));
        List<Resource> withdrawn = new ArrayList<>();
        for (Resource version : current(before)) {
            boolean isOurs = MessagePosition.of(version).equals(MessagePosition.of(before));
            if (isOurs && !said.contains(reference(version))) {
                Resource copy = version.copy();
                if (copy instanceof Observation observation) {
                    observation.setStatus(ObservationStatus.ENTEREDINERROR);
                } else if (copy instanceof DiagnosticReport report) {
                    report.setStatus(DiagnosticReportStatus.ENTEREDINERROR);
                }
                withdrawn.add(copy);
            }
        }
        return withdrawn;
    }

    private List<Resource> current(Provenance provenance) {
        List<Resource> versions = new ArrayList<>();
        for (String type : AGED_BY_MESSAGE) {
            List<String> ids = provenance.getTarget().stream()
                    .map(target -> target.getReferenceElement())
                    .filter(target -> type.equals(target.getResourceType()))
                    .map(target -> target.getIdPart())
                    .toList();
            versions.addAll(register.readAll(type, ids).values());
        }
        return versions;
    }

    private Optional<String> whyKept(Resource stored, Delivery delivery) {
        Optional<MessagePosition> writer = MessagePosition.of(stored);
        if (writer.isEmpty()) {
            return Optional.of("it was edited over REST since; change it there if this message is right");
        }
        return delivery == Delivery.REPLAY && writer.get().compareTo(position) > 0
                ? Optional.of("a later message (transcript " + writer.get().transcript() + ") wrote it")
                : Optional.empty();
    }

    // Members stand in the batch before the panel and report that name them, so that these can tell of their
    // correction.
    private Resource over(Resource before, Resource now, Set<String> changed) {
        if (MessagePosition.of(before).equals(Optional.of(position))) {
            return now;
        }
        if (now instanceof Observation result && before instanceof Observation stored) {
            return result.hasHasMember()
                    ? Merged.panel(result, stored, changed)
                    : corrected(result.copy(), stored, changed);
        }
        return now instanceof DiagnosticReport report && before instanceof DiagnosticReport stored
                ? Merged.report(report, stored, changed)
                : now;
    }

    private static Observation corrected(Observation now, Observation before, Set<String> changed) {
        if (now.getStatus() == ObservationStatus.FINAL && FINAL_ALREADY.contains(before.getStatus())) {
            // The same value once more: what was corrected before stays marked so.
            now.setStatus(sameValue(now, before) ? before.getStatus() : ObservationStatus.CORRECTED);
        }
        if (now.getStatus() == ObservationStatus.CORRECTED) {
            changed.add(reference(now));
        }
        return now;
    }

    private static boolean sameValue(Observation now, Observation before) {
        return equal(now.getValue(), before.getValue())
                && equal(
                        now.hasDataAbsentReason() ? now.getDataAbsentReason() : null,
                        before.hasDataAbsentReason() ? before.getDataAbsentReason() : null);
    }

    private static boolean equal(Base now, Base before) {
        return now == null ? before == null : now.equalsDeep(before);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
