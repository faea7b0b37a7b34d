package org.aliquot.ingest.bulk;

import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;

/** Lines that were taken apart for COPY, and go through HAPI's DAO because they share a batch with one that must. */
final class DaoLines {
    private DaoLines() {}

    static PreparedLine again(BulkStore dao, PreparedLine line) {
        try {
            return dao.prepare(line.line());
        } catch (LineRefusedException e) {
            throw new IllegalStateException(
                    "HAPI's DAO refuses " + line.line() + ", which was taken apart before: " + e.getMessage(), e);
        }
    }
}
