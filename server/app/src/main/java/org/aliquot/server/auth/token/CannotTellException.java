package org.aliquot.server.auth.token;

/** Whether a token is good cannot be found out now: whoever knows cannot be asked. */
public final class CannotTellException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotTellException(Throwable why) {
        super(why);
    }
}
