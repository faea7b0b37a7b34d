package org.aliquot.ig.build;

/** A source of the guide is wrong. The message names the file, what was found and what was expected. */
public final class GuideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GuideException(String message) {
        super(message);
    }

    GuideException(String message, Throwable cause) {
        super(message, cause);
    }
}
