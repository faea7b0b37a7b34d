package org.aliquot.server.cli;

/** A job on the server ended, and made nothing. */
final class JobFailedException extends CommandFailedException {
    private static final long serialVersionUID = 1L;

    JobFailedException(String message) {
        super(ExitCodes.FAILED, message);
    }
}
