package org.aliquot.ingest;

import java.sql.Connection;
import java.sql.SQLException;

/** What else is to be written in the transaction of a batch: a job's checkpoint. */
@FunctionalInterface
public interface TransactionStep {
    /** Nothing else. */
    TransactionStep NONE = connection -> {};

    /** Writes; neither commits nor closes. */
    void run(Connection connection) throws SQLException;
}
