package org.aliquot.server.view.table;

/** A table cannot give way to another now. Tells of no cause: what PostgreSQL says of a lock looks like a database that is overloaded. */
final class TableInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TableInUseException(String message) {
        super(message);
    }
}
