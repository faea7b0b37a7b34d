package org.aliquot.instrument;

import java.util.List;
import java.util.Objects;

/** No family has that key; the message lists those that are known. */
public class UnknownInstrumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnknownInstrumentException(String key, List<String> known) {
        super("instrument \"" + Objects.requireNonNull(key, "key") + "\" is unknown; known are "
                + String.join(", ", known));
    }
}
