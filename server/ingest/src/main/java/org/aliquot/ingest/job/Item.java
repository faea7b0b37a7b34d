package org.aliquot.ingest.job;

import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.job.ledger.LineEntry;
import org.aliquot.ingest.job.source.Position;

/** A line on its way into a batch. */
sealed interface Item {
    /** After it. */
    Position end();

    /** It can be stored. */
    record Ready(PreparedLine line, Position end) implements Item {
        /** {@code Type/id}; {@code Type} alone where there is no id. */
        String reference() {
            return line.resourceId() == null ? line.resourceType() : line.resourceType() + "/" + line.resourceId();
        }

        boolean hasId() {
            return line.resourceId() != null;
        }
    }

    /** It never can. */
    record Bad(LineEntry entry, String reason, Position end) implements Item {}
}
