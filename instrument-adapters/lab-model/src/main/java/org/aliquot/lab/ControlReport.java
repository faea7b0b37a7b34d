package org.aliquot.lab;

import java.util.List;
import java.util.Objects;

/** What was measured on a control or calibrator: about the instrument, never about a patient. */
public record ControlReport(ControlMaterial material, List<Panel> panels) {
    public ControlReport {
        Objects.requireNonNull(material, "material");
        panels = List.copyOf(panels);
    }
}
