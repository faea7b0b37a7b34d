package org.aliquot.server.view.run;

import java.io.IOException;

/** A resource that a view cannot make rows of. The message names it, the column and what was expected, and none of its contents. */
public final class RowsFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public RowsFailedException(String message) {
        super(message);
    }
}
