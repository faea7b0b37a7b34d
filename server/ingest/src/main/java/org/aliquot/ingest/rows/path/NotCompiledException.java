package org.aliquot.ingest.rows.path;

/** An expression outside what {@link PathCompiler} compiles. The message says what it stumbled over. */
final class NotCompiledException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCompiledException(String message) {
        super(message);
    }
}
