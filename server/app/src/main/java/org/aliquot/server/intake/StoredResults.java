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
import org.aliquot.mapping.Mapped;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Compares what a message says with what is stored under the same ids, before it is written over it.
 *
 * <ul>
 *   <li>What a person wrote over REST stays: a result marked entered in error does not come back by a replay.
 *   <li>A replay never puts an older message over a newer one; no delivery puts a message over one that was sent later by
 *       the device's own clock, save what is released over what was not: that is never a step back.
 *   <li>What is released does not become preliminary again.
 *   <li>A value that replaces another one already final is a correction, even where the instrument calls it final: FHIR
 *       R4 observation.html 10.1.4.2 asks for {@code corrected} then.
 *   <li>A result that is made final without its value keeps the stored one; where none is stored, it is an error.
 *   <li>A panel or report keeps the members that a later message does not repeat ({@link Merged}), and is not final before these are.
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
    private final MessageAge age;
    private final List<Finding> findings = new ArrayList<>();
    // References of what this batch leaves as it is, corrects, and writes at all.
    private final Set<String> kept = new HashSet<>();
    private final Set<String> changed = new HashSet<>();
    private final Map<String, Resource> written = new HashMap<>();

    StoredResults(LabRegister register, MessagePosition position, MessageAge age) {
        this.register = Objects.requireNonNull(register, "register");
        this.position = Objects.requireNonNull(position, "position");
        this.age = Objects.requireNonNull(age, "age");
    }

    /** What was left as it was, in order; with an error among them nothing may be stored. */
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

    /** Findings for the values that were changed since the message said this. */
    void compare(Mapped said, Provenance stored) {
        Map<String, Resource> versions = stored(said.resources());
        for (Resource resource : said.resources()) {
            Resource version = versions.get(reference(resource));
            if (resource instanceof Observation now
                    && version instanceof Observation since
                    && !now.hasHasMember()
                    && !said.statusOnly().contains(reference(now))
                    && !MessagePosition.of(since).equals(MessagePosition.of(stored))
                    && !saysNoMore(now, since)) {
                keep(now, whyKept(since, Delivery.REPLAY).orElse("a later message wrote it"));
            }
        }
    }

    /** The batch as it may be written. */
    List<Resource> reconcile(Mapped batch, Delivery delivery) {
        Map<String, Resource> stored = stored(batch.resources());
        List<Resource> reconciled = new ArrayList<>(batch.resources().size());
        for (Resource resource : batch.resources()) {
            Resource before = stored.get(reference(resource));
            Optional<Resource> now = batch.statusOnly().contains(reference(resource))
                    ? withStoredValue((Observation) resource, before)
                    : Optional.of(resource);
            now.flatMap(said -> before == null ? now : over(before, said, delivery))
                    .ifPresent(said -> {
                        written.put(reference(said), said);
                        reconciled.add(said);
                    });
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

    private Map<String, Resource> stored(List<Resource> batch) {
        Map<String, Resource> stored = new HashMap<>();
        for (String type : AGED_BY_MESSAGE) {
            List<String> ids = batch.stream()
                    .filter(resource -> resource.fhirType().equals(type))
                    .map(resource -> resource.getIdElement().getIdPart())
                    .toList();
            register.readAll(type, ids).forEach((id, version) -> stored.put(type + "/" + id, version));
        }
        return stored;
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

    // HL7 table 0085, U. A final result without a value would say that there is none.
    private Optional<Resource> withStoredValue(Observation now, Resource before) {
        if (!(before instanceof Observation stored) || !hasFinding(stored)) {
            findings.add(Finding.error(
                    ReasonCode.MISSING_VALUE,
                    reference(now) + " is made final without its value, and no value is stored under it (the same"
                            + " specimen number, code and time); nothing of this message is stored: replay it after"
                            + " the message with the value, or have the device send the results again"));
            return Optional.empty();
        }
        if (Firmness.of(stored) == Firmness.WITHDRAWN) {
            return keep(now, "it was cancelled or withdrawn, and this message does not repeat its value");
        }
        Observation confirmed = stored.copy();
        confirmed.setMeta(now.getMeta().copy());
        confirmed.setIssuedElement(now.getIssuedElement().copy());
        confirmed.setSubject(now.getSubject().copy());
        confirmed.setSpecimen(now.getSpecimen().copy());
        confirmed.setEncounter(now.getEncounter().copy());
        confirmed.setBasedOn(now.getBasedOn().stream().map(Reference::copy).toList());
        if (!Firmness.of(stored).isSettled()) {
            confirmed.setStatus(ObservationStatus.FINAL);
        }
        return Optional.of(confirmed);
    }

    // A mask that the instrument sent in place of a value is a finding, too.
    private static boolean hasFinding(Observation stored) {
        return stored.hasValue()
                || stored.getDataAbsentReason().getCoding().stream()
                        .anyMatch(reason -> !"unknown".equals(reason.getCode()))
                || stored.getExtension().stream().anyMatch(sent -> sent.getExtensionByUrl("value") != null);
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
    private Optional<Resource> over(Resource before, Resource now, Delivery delivery) {
        Optional<String> why = whyKept(before, delivery);
        if (why.isPresent()) {
            return keep(now, why.get());
        }
        if (MessagePosition.of(before).equals(Optional.of(position))) {
            return Optional.of(now);
        }
        if (now instanceof Observation result && before instanceof Observation stored) {
            return result.hasHasMember() ? panel(result, stored) : result(result, stored);
        }
        return now instanceof DiagnosticReport report && before instanceof DiagnosticReport stored
                ? report(report, stored)
                : Optional.of(now);
    }

    // A clock that was set back must not hold up a release; what is not released yet has nothing to lose by it.
    private boolean isOutOfDate(Resource now, Resource before) {
        return age.isBefore(before)
                && (Firmness.of(before).isSettled() || !Firmness.of(now).isSettled());
    }

    private Optional<Resource> result(Observation now, Observation before) {
        if (isOutOfDate(now, before)) {
            return saysNoMore(now, before) && now.getSubject().equalsDeep(before.getSubject())
                    ? keep(now)
                    : keep(now, "a message that its device sent later wrote it");
        }
        if (Firmness.of(now) == Firmness.OPEN && Firmness.of(before) == Firmness.RELEASED) {
            return keep(now, "it is final, and this message has it preliminary");
        }
        return Optional.of(corrected(now.copy(), before));
    }

    private Optional<Resource> panel(Observation now, Observation before) {
        if (areKept(now.getHasMember())) {
            return keep(now);
        }
        if (isOutOfDate(now, before)) {
            // Only members that were not there are new.
            return Optional.of(Merged.panel(before, now, changed));
        }
        Observation merged = Merged.panel(now, before, changed);
        if (fallsBack(merged, before, merged.getHasMember())) {
            merged.setStatus(before.getStatus());
        } else if (runsAhead(merged, before, merged.getHasMember())) {
            merged.setStatus(ObservationStatus.PRELIMINARY);
        }
        return Optional.of(merged);
    }

    private Optional<Resource> report(DiagnosticReport now, DiagnosticReport before) {
        if (areKept(now.getResult())) {
            return keep(now);
        }
        if (isOutOfDate(now, before)) {
            return Optional.of(Merged.report(before, now, changed));
        }
        DiagnosticReport merged = Merged.report(now, before, changed);
        if (fallsBack(merged, before, merged.getResult())) {
            merged.setStatus(before.getStatus());
        } else if (runsAhead(merged, before, merged.getResult())) {
            merged.setStatus(DiagnosticReportStatus.PRELIMINARY);
        }
        return Optional.of(merged);
    }

    private boolean areKept(List<Reference> members) {
        return members.stream().map(Reference::getReference).allMatch(kept::contains);
    }

    // A preliminary result that is new to a released panel opens it again; one that was kept out of it does not.
    private boolean fallsBack(Resource now, Resource before, List<Reference> members) {
        return Firmness.of(now) == Firmness.OPEN
                && Firmness.of(before) == Firmness.RELEASED
                && members.stream()
                        .map(member -> written.get(member.getReference()))
                        .filter(Objects::nonNull)
                        .noneMatch(member -> Firmness.of(member) == Firmness.OPEN);
    }

    // A message that releases some of a panel's results knows nothing of those it leaves out, which are still to come.
    private boolean runsAhead(Resource now, Resource before, List<Reference> members) {
        if (Firmness.of(now) != Firmness.RELEASED || Firmness.of(before) != Firmness.OPEN) {
            return false;
        }
        List<String> untouched = members.stream()
                .filter(member -> !written.containsKey(member.getReference()))
                .map(member -> member.getReferenceElement())
                .filter(member -> "Observation".equals(member.getResourceType()))
                .map(member -> member.getIdPart())
                .toList();
        return register.readAll("Observation", untouched).values().stream()
                .anyMatch(member -> Firmness.of(member) == Firmness.OPEN);
    }

    private Optional<Resource> keep(Resource now, String why) {
        findings.add(Finding.warning(ReasonCode.NOT_OVERWRITTEN, reference(now) + " is left as it is: " + why));
        return keep(now);
    }

    private Optional<Resource> keep(Resource now) {
        kept.add(reference(now));
        return Optional.empty();
    }

    private Observation corrected(Observation now, Observation before) {
        if (now.getStatus() == ObservationStatus.FINAL && FINAL_ALREADY.contains(before.getStatus())) {
            // The same value once more: what was corrected before stays marked so.
            now.setStatus(sameValue(now, before) ? before.getStatus() : ObservationStatus.CORRECTED);
        }
        if (now.getStatus() == ObservationStatus.CORRECTED) {
            changed.add(reference(now));
        }
        return now;
    }

    static boolean sameValue(Observation now, Observation before) {
        return equal(now.getValue(), before.getValue())
                && equal(
                        now.hasDataAbsentReason() ? now.getDataAbsentReason() : null,
                        before.hasDataAbsentReason() ? before.getDataAbsentReason() : null);
    }

    // The same value as firm as before, or the step before its release.
    private static boolean saysNoMore(Observation now, Observation before) {
        Firmness said = Firmness.of(now);
        Firmness known = Firmness.of(before);
        return sameValue(now, before) && (said == known || known == Firmness.RELEASED && said != Firmness.WITHDRAWN);
    }

    private static boolean equal(Base now, Base before) {
        return now == null ? before == null : now.equalsDeep(before);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
