package org.aliquot.server.bulk.export.job;

/** A client has as many exports under way as it may have. */
public final class TooManyExportsException extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyExportsException(int most) {
        super("this client has " + most + " exports that run or wait already; let one end, or DELETE one");
    }
}
