package org.aliquot.server.intake;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;

/**
 * Panels and reports of which a later message repeats only a part: a correction or a rerun often carries the one test
 * that changed. What the message does not repeat stays in the panel.
 */
final class Merged {
    private static final Set<ObservationStatus> CHANGED =
            Set.of(ObservationStatus.CORRECTED, ObservationStatus.AMENDED);
    private static final Set<DiagnosticReportStatus> CHANGED_REPORT =
            Set.of(DiagnosticReportStatus.CORRECTED, DiagnosticReportStatus.AMENDED, DiagnosticReportStatus.APPENDED);

    private Merged() {}

    /** @param changed references of the members that this message corrected; the panel is added when it is corrected */
    static Observation panel(Observation now, Observation before, Set<String> changed) {
        Observation merged = now.copy();
        if (addMissing(merged.getHasMember(), before.getHasMember())) {
            // Flags and remarks about the whole came with the members that this message leaves out.
            before.getInterpretation().stream()
                    .filter(flag -> merged.getInterpretation().stream().noneMatch(flag::equalsDeep))
                    .forEach(flag -> merged.addInterpretation(flag.copy()));
            before.getNote().stream()
                    .filter(note -> merged.getNote().stream().noneMatch(note::equalsDeep))
                    .forEach(note -> merged.addNote(note.copy()));
        }
        boolean isChanged = CHANGED.contains(before.getStatus()) || names(merged.getHasMember(), changed);
        if (merged.getStatus() == ObservationStatus.FINAL && isChanged) {
            merged.setStatus(ObservationStatus.CORRECTED);
        }
        if (merged.getStatus() == ObservationStatus.CORRECTED) {
            changed.add("Observation/" + merged.getIdElement().getIdPart());
        }
        return merged;
    }

    /** @param changed references of what this message corrected */
    static DiagnosticReport report(DiagnosticReport now, DiagnosticReport before, Set<String> changed) {
        DiagnosticReport merged = now.copy();
        addMissing(merged.getResult(), before.getResult());
        boolean isChanged = CHANGED_REPORT.contains(before.getStatus()) || names(merged.getResult(), changed);
        if (merged.getStatus() == DiagnosticReportStatus.FINAL && isChanged) {
            merged.setStatus(DiagnosticReportStatus.CORRECTED);
        }
        return merged;
    }

    private static boolean addMissing(List<Reference> now, List<Reference> before) {
        List<Reference> missing = before.stream()
                .filter(old -> now.stream()
                        .noneMatch(reference -> Objects.equals(reference.getReference(), old.getReference())))
                .map(Reference::copy)
                .toList();
        now.addAll(missing);
        return !missing.isEmpty();
    }

    private static boolean names(List<Reference> references, Set<String> changed) {
        return references.stream().map(Reference::getReference).anyMatch(changed::contains);
    }
}
