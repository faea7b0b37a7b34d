package org.aliquot.server.intake;

/** More stands under a number than can be looked through: no safe match. */
public class TooManyMatchesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooManyMatchesException(String type, int limit) {
        super("more than " + limit + " resources of type " + type + " have this number");
    }
}
