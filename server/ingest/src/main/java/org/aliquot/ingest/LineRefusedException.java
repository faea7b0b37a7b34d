package org.aliquot.ingest;

/** This line can never be stored as it is. The message says what is wrong and what was expected; it quotes no value. */
public class LineRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public LineRefusedException(String message) {
        super(message);
    }

    public LineRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
