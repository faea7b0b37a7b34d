package org.aliquot.ingest.job.source;

import java.io.IOException;

/** A source cannot be read, now or later; the message says why, and follows its name. */
public final class SourceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public SourceFailedException(String message) {
        super(message);
    }

    public SourceFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
