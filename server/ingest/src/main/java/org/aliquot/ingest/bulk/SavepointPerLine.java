package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.copy.TextNotStorableException;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.ingest.hapi.table.BatchPlan;
import org.aliquot.ingest.hapi.table.BatchPlanner;
import org.aliquot.ingest.hapi.table.BatchWriter;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.hapi.table.ResourceLookup;
import org.aliquot.ingest.hapi.table.StalePlanException;

/**
 * Writes a batch line by line in one transaction, so that the line that the database refuses can be told from the others.
 * Slow, and needed only where such a line is. References to later lines of the batch are unresolved here; they are tried
 * again as any other.
 */
final class SavepointPerLine {
    // PostgreSQL, appendix A: to be tried again.
    private static final String SERIALIZATION_FAILURE = "40001";

    private final DataSource dataSource;
    private final Transactions transactions;
    private final BatchPlanner planner;
    private final CopyWriters writers;
    private final CommitListener listener;

    SavepointPerLine(
            DataSource dataSource,
            Transactions transactions,
            BatchPlanner planner,
            CopyWriters writers,
            CommitListener listener) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.planner = planner;
        this.writers = writers;
        this.listener = listener;
    }

    /** Whether some line holds what the database cannot store. */
    static boolean isDataTrouble(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TextNotStorableException) {
                return true;
            }
        }
        return DatabaseTrouble.isDataException(failure);
    }

    List<Outcome> write(Submission submission, BatchPlan.Moment moment) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        List<BatchPlan> written = new ArrayList<>();
        BatchWriter writer = writers.take();
        try (Connection definitions = dataSource.getConnection()) {
            transactions.<RuntimeException>inTransaction(connection -> {
                ResourceLookup.prepare(connection);
                for (Candidate candidate : submission.candidates()) {
                    Savepoint before = connection.setSavepoint();
                    try {
                        BatchPlan plan = planner.plan(connection, definitions, List.of(candidate), Map.of(), moment);
                        writer.write(connection, plan);
                        outcomes.addAll(plan.outcomes());
                        written.add(plan);
                        connection.releaseSavepoint(before);
                    } catch (SQLException | StalePlanException | TextNotStorableException e) {
                        // Whoever holds a lock lets go one day: such a line is good, and waits with its batch.
                        if (!Conflict.isDuplicate(e) && !isDataTrouble(e)) {
                            throw e instanceof SQLException sql ? sql : passing(e);
                        }
                        connection.rollback(before);
                        outcomes.add(refused(candidate, e));
                    }
                }
                ResourceLookup.unprepare(connection);
                submission.step().run(connection, outcomes);
            });
        } finally {
            writers.give(writer);
        }
        written.forEach(listener::committed);
        return outcomes;
    }

    private static SQLException passing(Exception failure) {
        return new SQLException("another client keeps writing the same resource", SERIALIZATION_FAILURE, failure);
    }

    // Without the database's own text: it quotes the row.
    private static Outcome refused(Candidate candidate, Exception failure) {
        String id = candidate.rows().id();
        String reason = failure instanceof SQLException sql
                ? "the database refuses it (SQL state " + sql.getSQLState() + ": "
                        + (Conflict.isDuplicate(failure)
                                ? "another resource has a value that must be unique"
                                : "a value that no column can hold")
                        + ")"
                : failure.getMessage();
        return new Outcome.Refused(candidate.rows().type() + (id == null ? "" : "/" + id), reason);
    }
}
