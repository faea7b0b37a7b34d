package org.aliquot.server.auth.sso;

/** The identity provider did not say who it is, or not in a way that can be believed. The message is for the log. */
public final class NotIdentifiedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotIdentifiedException(String why) {
        super(why);
    }

    NotIdentifiedException(String why, Throwable cause) {
        super(why, cause);
    }
}
