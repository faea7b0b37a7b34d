package org.aliquot.ingest.validate.fhirpath;

/** A compiled expression met values for which another engine has to decide. Made once: it is no failure. */
public final class UnsureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final UnsureException INSTANCE = new UnsureException();

    private UnsureException() {
        super("not sure", null, false, false);
    }
}
