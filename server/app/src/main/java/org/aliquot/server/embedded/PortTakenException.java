package org.aliquot.server.embedded;

/** The TCP port for PostgreSQL is in use by another process. */
final class PortTakenException extends DatabaseStartException {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port) {
        super("PostgreSQL cannot listen on 127.0.0.1:" + port
                + ": the port is taken; leave aliquot.database.embedded.port at 0 for a free one");
    }
}
