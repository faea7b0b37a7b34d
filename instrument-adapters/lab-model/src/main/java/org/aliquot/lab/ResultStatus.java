package org.aliquot.lab;

/** How firm a result is (HL7 table 0085, ASTM E1394 9.9). */
public enum ResultStatus {
    PRELIMINARY,
    FINAL,
    CORRECTED,
    CANCELLED,
    /** Asked for and not (yet) measured. */
    NOT_MEASURED,
    /** A status was sent that no table explains; a finding says which. */
    UNKNOWN
}
