package org.aliquot.server.bulk.export.place;

import java.io.IOException;

/** Files cannot be kept, or not be found, where they are kept. The message says why, to whoever ordered them; no secret. */
public final class PlaceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    /** @param mayPass whether another try may do better */
    public PlaceException(String message, boolean mayPass, Throwable cause) {
        super(message, cause);
        this.mayPass = mayPass;
    }

    public boolean mayPass() {
        return mayPass;
    }
}
