package org.aliquot.view.path;

/** A path that cannot be used: says at which character, counted from 1, and what was expected. */
public final class PathException extends Exception {
    private static final long serialVersionUID = 1;

    PathException(int position, String message) {
        super("character " + (position + 1) + ": " + message);
    }
}
