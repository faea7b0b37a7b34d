package org.aliquot.mapping;

import org.aliquot.lab.LabReport;

/** From what an analyzer said to FHIR R4 resources. A pure function: the same report gives the same resources. */
public interface ReportMapper {
    /** With nothing known of orders: every specimen and patient is as the instrument states it. */
    default Mapped map(LabReport report) {
        return map(report, Matching.AS_STATED);
    }

    /**
     * With what the laboratory knows of the report's specimens.
     *
     * @return resources whose ids follow from their content, so that mapping the same report again gives the same ids
     */
    Mapped map(LabReport report, Matching matching);
}
