package org.aliquot.ingest.bulk;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.copy.TextNotStorableException;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.ingest.hapi.table.BatchPlan;
import org.aliquot.ingest.hapi.table.BatchPlanner;
import org.aliquot.ingest.hapi.table.BatchWriter;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.hapi.table.ResourceLookup;
import org.aliquot.ingest.hapi.table.StalePlanException;
import org.aliquot.ingest.validate.LineCheck;
import org.hl7.fhir.r4.model.Resource;

/**
 * The analyzers' path by COPY: one report, one transaction, all or nothing. Thread-safe; each caller writes on its own
 * thread and connection.
 */
public final class CopyIngest implements ResourceIngest {
    private static final long FIRST_WAIT_MILLIS = 5;

    private final FhirContext fhir;
    private final DataSource dataSource;
    private final Extractors extractors;
    private final ResourceIngest dao;
    private final CopyWriters writers;
    private final CopySettings settings;
    private final CommitListener listener;
    private final UpdateReadiness readiness;
    private final WritesUnderWay writes;
    private final Clock clock;
    private final Transactions transactions;
    private final Queue<BatchPlanner> planners = new ConcurrentLinkedQueue<>();

    /** @param dao takes a batch with a resource that only HAPI's DAO can store */
    public CopyIngest(
            FhirContext fhir,
            DataSource dataSource,
            Extractors extractors,
            ResourceIngest dao,
            CopyWriters writers,
            CopySettings settings,
            CommitListener listener,
            UpdateReadiness readiness,
            WritesUnderWay writes,
            Clock clock) {
        this.fhir = Objects.requireNonNull(fhir, "fhir");
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.extractors = Objects.requireNonNull(extractors, "extractors");
        this.dao = Objects.requireNonNull(dao, "dao");
        this.writers = Objects.requireNonNull(writers, "writers");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.readiness = Objects.requireNonNull(readiness, "readiness");
        this.writes = Objects.requireNonNull(writes, "writes");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.transactions = new Transactions(dataSource, settings.lockTimeout());
    }

    @Override
    public List<Outcome> ingest(List<Resource> batch) {
        List<Candidate> candidates = new ArrayList<>(batch.size());
        for (Resource resource : batch) {
            String reference = referenceOf(resource);
            try {
                Optional<Candidate> candidate = extractors.candidate(json(resource), LineCheck.NONE);
                if (candidate.isEmpty()) {
                    return dao.ingest(batch);
                }
                candidates.add(candidate.get());
            } catch (LineRefusedException e) {
                return refused(batch, reference + ": " + e.getMessage());
            }
        }
        return candidates.isEmpty() ? List.of() : write(batch, candidates);
    }

    private byte[] json(Resource resource) {
        return fhir.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    }

    private List<Outcome> write(List<Resource> batch, List<Candidate> candidates) {
        try (WritesUnderWay.Write write = writes.begin()) {
            return writeAgainAndAgain(batch, candidates);
        }
    }

    private List<Outcome> writeAgainAndAgain(List<Resource> batch, List<Candidate> candidates) {
        for (int attempt = 1; ; attempt++) {
            try {
                BatchPlan plan = plan(candidates);
                for (Outcome outcome : plan.outcomes()) {
                    if (outcome instanceof Outcome.Unresolved unresolved) {
                        return refused(
                                batch,
                                unresolved.reference() + " refers to what is not there: "
                                        + String.join(", ", unresolved.missing()));
                    }
                }
                if (!plan.isEmpty()) {
                    if (plan.hasUpdates() && !readiness.isReady()) {
                        readiness.makeReady();
                    }
                    commit(plan);
                    listener.committed(plan);
                }
                return plan.outcomes();
            } catch (TextNotStorableException e) {
                return refused(batch, e.getMessage());
            } catch (SQLException | StalePlanException e) {
                if (DatabaseTrouble.isDataException(e)) {
                    return refused(
                            batch,
                            "the database refuses a value in it (SQL state " + ((SQLException) e).getSQLState() + ")");
                }
                if (Conflict.isDuplicate(e) && attempt >= settings.attempts()) {
                    // Later it would be refused again, and every result behind it would wait for that.
                    return refused(
                            batch, "another resource has a value that must be unique (SQL state 23505), and keeps it");
                }
                if (!Conflict.isCauseOf(e) || attempt >= settings.attempts()) {
                    throw new StoreUnavailableException("the database did not answer as it should", e);
                }
                pause(attempt);
            }
        }
    }

    private BatchPlan plan(List<Candidate> candidates) throws SQLException {
        BatchPlanner planner = Objects.requireNonNullElseGet(planners.poll(), BatchPlanner::new);
        try (Connection connection = dataSource.getConnection()) {
            ResourceLookup.prepare(connection);
            try {
                // No request id: what an instrument reported is told by that from what came over REST.
                BatchPlan.Moment moment = new BatchPlan.Moment(clock.millis(), null);
                return planner.plan(connection, connection, candidates, Map.of(), moment);
            } finally {
                ResourceLookup.unprepare(connection);
            }
        } finally {
            planners.add(planner);
        }
    }

    private void commit(BatchPlan plan) throws SQLException, StalePlanException {
        BatchWriter writer = writers.take();
        try {
            transactions.<StalePlanException>inTransaction(connection -> writer.write(connection, plan));
        } finally {
            writers.give(writer);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(FIRST_WAIT_MILLIS << Math.min(attempt, 7));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while another client wrote the same resources", e);
        }
    }

    private static List<Outcome> refused(List<Resource> batch, String reason) {
        return batch.stream()
                .map(resource -> (Outcome) new Outcome.Refused(referenceOf(resource), reason))
                .toList();
    }

    private static String referenceOf(Resource resource) {
        if (!resource.getIdElement().hasIdPart()) {
            throw new IllegalArgumentException(
                    resource.fhirType() + " without id: the caller assigns ids, so that a repeat is an update");
        }
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
