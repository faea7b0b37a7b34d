package org.aliquot.server.ops;

import java.util.List;
import java.util.Locale;
import org.aliquot.gateway.delivery.ReplayResult;
import org.aliquot.lab.Finding;

/**
 * What came of a replay.
 *
 * @param status resolved, still-open or already-resolved
 * @param findings what is still wrong, for people
 */
record ReplayView(String id, String status, String message, List<String> findings) {
    static ReplayView of(ReplayResult result) {
        return new ReplayView(
                result.entryId(),
                result.status().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                result.message(),
                result.findings().stream().map(ReplayView::sentence).toList());
    }

    private static String sentence(Finding finding) {
        return finding.reason().code() + ": " + finding.message();
    }
}
