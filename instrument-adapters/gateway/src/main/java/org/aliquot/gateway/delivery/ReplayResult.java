package org.aliquot.gateway.delivery;

import java.util.List;
import java.util.Objects;
import org.aliquot.lab.Finding;

/**
 * What came of a replay.
 *
 * @param message in words, for the person who asked
 * @param findings what still wants a look
 */
public record ReplayResult(String entryId, Status status, String message, List<Finding> findings) {

    /** How it ended. */
    public enum Status {
        /** Stored, and the reason for the entry is gone: the entry is resolved. */
        RESOLVED,
        /** Handed over again, but the reason is still there. */
        STILL_OPEN,
        /** There is no message in those bytes to hand over. Resolve by hand once it was looked at. */
        NOTHING_TO_REPLAY,
        /** It was resolved before; nothing was done. */
        ALREADY_RESOLVED,
        /** No such entry. */
        NOT_FOUND
    }

    public ReplayResult {
        Objects.requireNonNull(entryId, "entryId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(message, "message");
        findings = List.copyOf(findings);
    }

    static ReplayResult notFound(String id) {
        return new ReplayResult(id, Status.NOT_FOUND, "no quarantine entry " + id, List.of());
    }
}
