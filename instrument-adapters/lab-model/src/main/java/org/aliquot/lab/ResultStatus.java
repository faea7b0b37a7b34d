package org.aliquot.lab;

/** How firm a result is (HL7 table 0085, ASTM E1394 9.9). */
public enum ResultStatus {
    PRELIMINARY,
    FINAL,
    /** Final from now on, with the value that was sent before as preliminary: this message does not repeat it. */
    CONFIRMED,
    CORRECTED,
    CANCELLED,
    /** Withdrawn: it was sent by mistake, perhaps about another patient. Its value is not to be used. */
    ENTERED_IN_ERROR,
    /** Asked for and not (yet) measured. */
    NOT_MEASURED,
    /** A status was sent that no table explains; a finding says which. */
    UNKNOWN
}
