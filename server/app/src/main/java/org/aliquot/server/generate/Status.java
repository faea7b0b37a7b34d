package org.aliquot.server.generate;

import java.util.Locale;
import java.util.Set;

/** How firm a result is; reports use the same words. */
enum Status {
    PRELIMINARY,
    FINAL,
    CORRECTED,
    CANCELLED;

    private final byte[] json = Json.bytes(",\"status\":\"" + name().toLowerCase(Locale.ROOT) + '"');

    byte[] json() {
        return json;
    }

    /** Of a panel or a report: as firm as its least firm result; corrected if one is; cancelled if all are. */
    static Status ofAll(Set<Status> results) {
        if (results.contains(PRELIMINARY)) {
            return PRELIMINARY;
        }
        if (results.contains(CORRECTED)) {
            return CORRECTED;
        }
        return results.contains(FINAL) ? FINAL : CANCELLED;
    }
}
