package org.aliquot.lab;

/** Why something waits for a person. Stable: operators' filters and alerts name these codes in lower case with dashes. */
public enum ReasonCode {
    /** A frame was refused and never came again in good order. */
    FRAME_REJECTED,
    /** More bytes than the connection allows, in a frame or in a message. */
    OVERSIZED,
    /** The conversation ended before the message did. */
    MESSAGE_INCOMPLETE,
    /** Bytes that belong to no message. */
    UNEXPECTED_BYTES,
    /** A record or segment that breaks the standard or the dialect. */
    UNREADABLE_RECORD,
    /** A readable message of a kind this instrument's adapter does not handle. */
    UNSUPPORTED_MESSAGE,
    /** No adapter under that key, or the sender names itself as something else than the connection's family. */
    UNKNOWN_INSTRUMENT,
    /** Bytes that the configured character set cannot hold. */
    WRONG_CHARACTER_SET,
    /** A time stamp or date that does not exist. */
    UNREADABLE_TIME,
    /** The instrument's test code is in no table: stored with its own code alone. */
    UNMAPPED_CODE,
    /** The unit's text is not UCUM and no table translates it: stored as text alone. */
    UNMAPPED_UNIT,
    /** The unit the device sends cannot be the unit of that test. */
    UNIT_MISMATCH,
    /** A status, sex, flag or specimen type that no table explains. */
    UNMAPPED_VALUE,
    /** No registered specimen or order has this accession number. */
    UNMATCHED_SPECIMEN,
    /** More than one registered specimen or order has this accession number. */
    AMBIGUOUS_SPECIMEN,
    /** The order's patient, or that of results under the same number and time, is another than the instrument names. */
    PATIENT_MISMATCH,
    /** Edited by somebody, written by a later message, or final already: this message was not put over it. */
    NOT_OVERWRITTEN,
    /** A result is declared final whose value was to have been sent before, and no such value is stored. */
    MISSING_VALUE,
    /** The message could be read but not turned into FHIR. */
    MAPPING_FAILED,
    /** The server refused to store the resources. */
    STORE_REFUSED;

    /** As shown and filtered: {@code unmapped-code}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
