package org.aliquot.ingest.validate.fhirpath;

/** An expression has something that is not compiled; the message names it. */
public final class UnsupportedExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsupportedExpressionException(String message) {
        super(message);
    }
}
