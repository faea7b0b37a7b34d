package org.aliquot.protocol.hl7v2;

/** The bytes are no HL7 v2 message. Says where and why, never what they hold. */
public final class Hl7FormatException extends Exception {
    public Hl7FormatException(String message) {
        super(message);
    }
}
