package org.aliquot.mapping;

import java.util.EnumSet;
import java.util.Set;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.TestResult;

/** How firm a panel is: never firmer than its results. */
final class Statuses {
    private Statuses() {}

    /**
     * The panel's status as sent, corrected by its results: a final panel with a preliminary result is preliminary, with a
     * corrected one corrected; a panel of unknown status is what all its results are.
     */
    static ResultStatus of(Panel panel) {
        Set<ResultStatus> results = EnumSet.noneOf(ResultStatus.class);
        for (TestResult result : panel.results()) {
            results.add(firm(result.status()));
        }
        ResultStatus sent = firm(panel.status());
        if (sent != ResultStatus.FINAL && sent != ResultStatus.UNKNOWN) {
            return sent;
        }
        if (results.contains(ResultStatus.PRELIMINARY)) {
            return ResultStatus.PRELIMINARY;
        }
        if (results.contains(ResultStatus.CORRECTED)) {
            return ResultStatus.CORRECTED;
        }
        return results.size() == 1 && !results.contains(ResultStatus.UNKNOWN)
                ? results.iterator().next()
                : sent;
    }

    private static ResultStatus firm(ResultStatus status) {
        return status == ResultStatus.CONFIRMED ? ResultStatus.FINAL : status;
    }
}
