package org.aliquot.server.bulk.export.run;

/** An export cannot be made; the message says why, to whoever ordered it. */
public final class ExportFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExportFailedException(String message) {
        super(message);
    }
}
