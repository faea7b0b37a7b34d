package org.aliquot.server.settings;

import java.util.List;

/** Settings that cannot be used: every one of them, each by its name. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems one line each: property, what is wrong, what is expected */
    public SettingsException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.get(0)
                        : problems.size() + " settings cannot be used:\n  " + String.join("\n  ", problems));
    }
}
