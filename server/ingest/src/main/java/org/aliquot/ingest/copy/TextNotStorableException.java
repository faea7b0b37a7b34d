package org.aliquot.ingest.copy;

/** PostgreSQL cannot hold this text, whatever the column. Says why, and quotes nothing. */
public class TextNotStorableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public TextNotStorableException(String message) {
        super(message);
    }
}
