package org.aliquot.server.auth.scope;

import java.util.Locale;

/** Whose data a resource scope is about. */
public enum Context {
    /** One patient's, the one of the launch. */
    PATIENT,
    /** What the user may see. */
    USER,
    /** What the client may see by itself, no user present. */
    SYSTEM;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
