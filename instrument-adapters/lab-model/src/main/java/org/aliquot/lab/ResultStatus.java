package org.aliquot.lab;

/** How firm a result is (HL7 table 0085, ASTM E1394 9.9). */
public enum ResultStatus {
    PRELIMINARY,
    FINAL,
    CORRECTED,
    CANCELLED,
    /** Withdrawn: it was sent by mistake, perhaps about another patient. Its value is not to be used. */
    ENTERED_IN_ERROR,
    /** Asked for and not (yet) measured. */
    NOT_MEASURED,
    /** A status was sent that no table explains; a finding says which. */
    UNKNOWN
}
