package org.aliquot.ingest.validate.fhirpath;

/** An expression has something that is not compiled; the message names it. */
public final class NotCompiledException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCompiledException(String message) {
        super(message);
    }
}
