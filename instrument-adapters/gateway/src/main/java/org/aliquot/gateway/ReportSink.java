package org.aliquot.gateway;

import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;

/** Where reports go: the server's intake, or whatever stands in for it at the lab's edge. */
public interface ReportSink {
    /**
     * Takes one report over for good.
     *
     * <p>Returns only once the outcome is durable. The same report again stores nothing and gives {@link
     * Receipt.Duplicate}; or findings, where it says what a later one has changed and has no time by which to tell it from
     * an edit that was taken back.
     *
     * @throws SinkUnavailableException when it cannot be had right now; the report stays in the spool and comes again
     */
    default Receipt accept(Transcript raw, LabReport report) {
        return accept(raw, report, Delivery.FIRST);
    }

    /** As above, saying whether a person asked for it again. */
    Receipt accept(Transcript raw, LabReport report, Delivery delivery);

    /** Why a report is handed over. */
    enum Delivery {
        /** From the instrument, by way of the spool; already stored means there is nothing to do. */
        FIRST,
        /** A person mended a table or an order and replays: map anew and store over what this message stored before. */
        REPLAY
    }
}
