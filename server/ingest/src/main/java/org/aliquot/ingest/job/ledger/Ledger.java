package org.aliquot.ingest.job.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.ingest.job.source.Position;
import org.aliquot.ingest.validate.Level;
import org.jspecify.annotations.Nullable;

/** Jobs and their sources. Every method is a transaction of its own; a failure is a {@link LedgerException}. */
public final class Ledger {
    private static final String JOB_COLUMNS =
            "JOB_ID, OWNER, VIA, VALIDATION, REQUEST, STATE, REASON, CANCEL_ASKED, CREATED_AT, STARTED_AT, ENDED_AT";
    private static final String FINAL_STATES = "('DONE', 'FAILED', 'CANCELLED')";

    private final DataSource dataSource;
    private final String owner;
    private final Clock clock;

    /** @param owner this server: jobs of others are shown, never run */
    public Ledger(DataSource dataSource, String owner, Clock clock) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.owner = Objects.requireNonNull(owner, "owner");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Whether this server runs it. */
    public boolean owns(JobStatus job) {
        return job.owner().equals(owner);
    }

    /** A new job. */
    public JobStatus create(
            String via, Level validation, @Nullable String request, JobState state, List<SourceSpec> sources) {
        String id = UUID.randomUUID().toString();
        in("a job cannot be written", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into ALIQUOT_INGEST_JOB (" + JOB_COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, null, false, ?, ?, null)")) {
                insert.setString(1, id);
                insert.setString(2, owner);
                insert.setString(3, via);
                insert.setString(4, validation.text());
                insert.setString(5, request);
                insert.setString(6, state.name());
                insert.setTimestamp(7, now());
                insert.setTimestamp(8, state == JobState.QUEUED ? null : now());
                insert.executeUpdate();
            }
            for (int i = 0; i < sources.size(); i++) {
                insert(connection, id, i + 1, sources.get(i));
            }
            return null;
        });
        return status(id).orElseThrow();
    }

    /** One more source; its number. */
    public int addSource(String job, SourceSpec spec) {
        return in("a source cannot be written", connection -> {
            // Holds the job's row, so that two sources do not get one number.
            try (PreparedStatement lock = connection.prepareStatement(
                    "select JOB_ID from ALIQUOT_INGEST_JOB where JOB_ID = ? for no key update")) {
                lock.setString(1, job);
                lock.executeQuery().close();
            }
            try (PreparedStatement last = connection.prepareStatement(
                    "select coalesce(max(SOURCE_NO), 0) from ALIQUOT_INGEST_SOURCE where JOB_ID = ?")) {
                last.setString(1, job);
                try (ResultSet row = last.executeQuery()) {
                    row.next();
                    int number = row.getInt(1) + 1;
                    insert(connection, job, number, spec);
                    return number;
                }
            }
        });
    }

    private static void insert(Connection connection, String job, int number, SourceSpec spec) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into ALIQUOT_INGEST_SOURCE (JOB_ID, SOURCE_NO, KIND, LOCATION, NAME, RES_TYPE, STATE, REASON, LINE_NO,
                  BYTE_OFFSET, LINES_READ, LINES_STORED, LINES_UNCHANGED, LINES_REFUSED, LINES_HELD)
                values (?, ?, ?, ?, ?, ?, ?, null, 0, 0, 0, 0, 0, 0, 0)""")) {
            insert.setString(1, job);
            insert.setInt(2, number);
            insert.setString(3, spec.kind().name());
            insert.setString(4, spec.location());
            insert.setString(5, spec.name());
            insert.setString(6, spec.resourceType());
            insert.setString(7, SourceState.WAITING.name());
            insert.executeUpdate();
        }
    }

    /** A job as it stands now. */
    public Optional<JobStatus> status(String job) {
        return in("a job cannot be read", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select " + JOB_COLUMNS + " from ALIQUOT_INGEST_JOB where JOB_ID = ?")) {
                query.setString(1, job);
                return jobs(connection, query).stream().findFirst();
            }
        });
    }

    /** The newest jobs first, of all servers. */
    public List<JobStatus> newest(int limit) {
        return in("jobs cannot be read", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select " + JOB_COLUMNS + " from ALIQUOT_INGEST_JOB order by CREATED_AT desc, JOB_ID limit ?")) {
                query.setInt(1, limit);
                return jobs(connection, query);
            }
        });
    }

    /** What this server has not ended, oldest first. */
    public List<JobStatus> unfinished() {
        return in("jobs cannot be read", connection -> {
            try (PreparedStatement query = connection.prepareStatement("select " + JOB_COLUMNS
                    + " from ALIQUOT_INGEST_JOB where OWNER = ? and STATE not in " + FINAL_STATES
                    + " order by CREATED_AT, JOB_ID")) {
                query.setString(1, owner);
                return jobs(connection, query);
            }
        });
    }

    /**
     * Moves a job on.
     *
     * @return whether it was moved; a job that ended stays as it ended
     */
    public boolean move(String job, JobState state, @Nullable String reason) {
        return in("a job's state cannot be written", connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update ALIQUOT_INGEST_JOB
                    set STATE = ?, REASON = ?, STARTED_AT = coalesce(STARTED_AT, ?), ENDED_AT = ?
                    where JOB_ID = ? and STATE not in """ + FINAL_STATES)) {
                update.setString(1, state.name());
                update.setString(2, reason == null ? null : LineWriter.storable(reason));
                update.setTimestamp(3, state == JobState.QUEUED ? null : now());
                if (state.isFinal()) {
                    update.setTimestamp(4, now());
                } else {
                    update.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
                }
                update.setString(5, job);
                return update.executeUpdate() == 1;
            }
        });
    }

    /**
     * Notes that a person wants it ended.
     *
     * @return false when it has ended already
     */
    public boolean askCancel(String job) {
        return in("a job cannot be cancelled", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update ALIQUOT_INGEST_JOB set CANCEL_ASKED = true where JOB_ID = ? and STATE not in "
                            + FINAL_STATES)) {
                update.setString(1, job);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Forgets a job that has ended, with its errors; false when it has not, or is not there. */
    public boolean forget(String job) {
        return in("a job cannot be removed", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from ALIQUOT_INGEST_JOB where JOB_ID = ? and STATE in " + FINAL_STATES)) {
                delete.setString(1, job);
                return delete.executeUpdate() == 1;
            }
        });
    }

    /** Moves a source on. */
    public void moveSource(String job, int source, SourceState state, @Nullable String reason) {
        in("a source's state cannot be written", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update ALIQUOT_INGEST_SOURCE set STATE = ?, REASON = ? where JOB_ID = ? and SOURCE_NO = ?")) {
                update.setString(1, state.name());
                update.setString(2, reason == null ? null : LineWriter.storable(reason));
                update.setString(3, job);
                update.setInt(4, source);
                return update.executeUpdate();
            }
        });
    }

    private static List<JobStatus> jobs(Connection connection, PreparedStatement query) throws SQLException {
        List<JobStatus> jobs = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String id = row.getString("JOB_ID");
                jobs.add(new JobStatus(
                        id,
                        row.getString("OWNER"),
                        row.getString("VIA"),
                        Level.of(row.getString("VALIDATION")).orElseThrow(),
                        row.getString("REQUEST"),
                        JobState.valueOf(row.getString("STATE")),
                        row.getString("REASON"),
                        row.getBoolean("CANCEL_ASKED"),
                        Objects.requireNonNull(instant(row, "CREATED_AT")),
                        instant(row, "STARTED_AT"),
                        instant(row, "ENDED_AT"),
                        sources(connection, id)));
            }
        }
        return jobs;
    }

    private static List<SourceStatus> sources(Connection connection, String job) throws SQLException {
        List<SourceStatus> sources = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select * from ALIQUOT_INGEST_SOURCE where JOB_ID = ? order by SOURCE_NO")) {
            query.setString(1, job);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    sources.add(source(row));
                }
            }
        }
        return sources;
    }

    private static SourceStatus source(ResultSet row) throws SQLException {
        return new SourceStatus(
                row.getInt("SOURCE_NO"),
                new SourceSpec(
                        SourceKind.valueOf(row.getString("KIND")),
                        row.getString("LOCATION"),
                        row.getString("NAME"),
                        row.getString("RES_TYPE")),
                SourceState.valueOf(row.getString("STATE")),
                row.getString("REASON"),
                new Position(row.getLong("LINE_NO"), row.getLong("BYTE_OFFSET")),
                new Counts(
                        row.getLong("LINES_READ"),
                        row.getLong("LINES_STORED"),
                        row.getLong("LINES_UNCHANGED"),
                        row.getLong("LINES_REFUSED"),
                        row.getLong("LINES_HELD")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private <T> T in(String trouble, Transaction.Body<T, RuntimeException> body) {
        return LedgerTransaction.in(dataSource, trouble, body);
    }
}
