package org.aliquot.ingest.hapi.current;

import java.io.IOException;

/** What is stored is not a resource. The message says which; nothing of what it holds. */
public final class UnreadableResourceException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableResourceException(String message) {
        super(message);
    }
}
