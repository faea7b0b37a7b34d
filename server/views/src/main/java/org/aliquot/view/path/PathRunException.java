package org.aliquot.view.path;

/** A resource that a path cannot be applied to. The message holds no value of the resource. */
public final class PathRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PathRunException(String message) {
        super(message);
    }
}
