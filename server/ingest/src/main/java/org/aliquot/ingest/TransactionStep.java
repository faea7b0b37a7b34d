package org.aliquot.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What else is to be written in the transaction of a batch: a job's checkpoint. */
@FunctionalInterface
public interface TransactionStep {
    /** Nothing else. */
    TransactionStep NONE = (connection, outcomes) -> {};

    /**
     * Writes; neither commits nor closes. May run more than once for a batch: a store that had to roll back tries again.
     *
     * @param outcomes one for each line of the batch, in its order; they hold once the transaction commits
     */
    void run(Connection connection, List<Outcome> outcomes) throws SQLException;
}
