package org.aliquot.instrument.sysmexxn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.TestResult;

/**
 * R.9. On this family it tells what the analyzer's rules make of the result: F none applies, I it will be repeated, P a
 * rerun or reflex test follows, N the host is to decide. Older counters leave it empty. See spec-readings.md.
 */
final class XnStatus {
    private XnStatus() {}

    /**
     * @param sent R.9
     * @param reportType O.26, for the older counters
     * @return empty when no table explains it
     */
    static Optional<ResultStatus> of(String sent, String reportType) {
        return switch (sent.strip().toUpperCase(Locale.ROOT)) {
            case "F", "N", "V", "R" -> Optional.of(ResultStatus.FINAL);
            case "I", "P", "S" -> Optional.of(ResultStatus.PRELIMINARY);
            case "C" -> Optional.of(ResultStatus.CORRECTED);
            case "X" -> Optional.of(ResultStatus.CANCELLED);
            case "" -> Optional.of(whereNoneIsSent(reportType));
            default -> Optional.empty();
        };
    }

    private static ResultStatus whereNoneIsSent(String reportType) {
        return switch (reportType) {
            case "P", "I" -> ResultStatus.PRELIMINARY;
            case "X" -> ResultStatus.CANCELLED;
            // No such order, no such patient (both in answer to a query): nothing that could be a result's status.
            case "Y", "Z" -> ResultStatus.UNKNOWN;
            case "C" -> ResultStatus.CORRECTED;
            // Analyzers without this field send an analysis once, when it is complete.
            default -> ResultStatus.FINAL;
        };
    }

    /** A panel is as firm as its least firm result; one of messages and pictures alone is never a final one. */
    static ResultStatus ofPanel(List<TestResult> results, String reportType) {
        if (results.isEmpty()) {
            ResultStatus ofOrder = whereNoneIsSent(reportType);
            return ofOrder == ResultStatus.FINAL || ofOrder == ResultStatus.CORRECTED ? ResultStatus.UNKNOWN : ofOrder;
        }
        return ResultStatus.together(results.stream().map(TestResult::status).toList())
                .orElseThrow();
    }
}
