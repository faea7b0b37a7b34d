package org.aliquot.view;

/**
 * A resource that a view can make no rows of: several values for a column that takes one, a value of another type, too many rows. Says
 * which column and which resource, and holds no value of it. Rows of the resource that came before may have been given to the sink.
 */
public final class ViewRunException extends Exception {
    private static final long serialVersionUID = 1;

    public ViewRunException(String message) {
        super(message);
    }
}
