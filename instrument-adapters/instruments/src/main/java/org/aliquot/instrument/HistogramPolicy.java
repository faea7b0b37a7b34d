package org.aliquot.instrument;

/** What happens to histograms, scattergrams and references to them. */
public enum HistogramPolicy {
    /** They become attachments of their panel. */
    KEEP,
    /** They are left out of the report, without a finding: the laboratory chose so. The transcript still holds them. */
    DROP
}
