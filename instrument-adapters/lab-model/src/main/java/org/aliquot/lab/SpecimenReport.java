package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One patient specimen and what was measured on it.
 *
 * @param patient what the instrument said about the patient: typed at its keyboard or taken from a work list, and so a
 *     statement to be compared with the order, never a reason by itself to file under a patient
 */
public record SpecimenReport(Optional<StatedPatient> patient, StatedSpecimen specimen, List<Panel> panels) {
    public SpecimenReport {
        Objects.requireNonNull(patient, "patient");
        Objects.requireNonNull(specimen, "specimen");
        panels = List.copyOf(panels);
    }
}
