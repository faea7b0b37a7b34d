package org.aliquot.server.auth.smart;

/** A form of no flow: too late, sent twice, out of order, or another browser's. */
final class NoFlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
