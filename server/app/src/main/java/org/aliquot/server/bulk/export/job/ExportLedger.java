package org.aliquot.server.bulk.export.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.tables.OwnTables;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is remembered of exports and of the servers that make them: tables {@code aliquot_export}, {@code aliquot_export_server}. */
public final class ExportLedger {
    private static final OwnTables TABLES = new OwnTables("export", ExportLedger.class, 3, "exports");

    /** Of a row of exports: its server was not heard of for some seconds. By the database's clock; those of servers differ. */
    private static final String IS_GONE =
            "not exists (select 1 from aliquot_export_server s where s.server = aliquot_export.server"
                    + " and s.heard > now() - make_interval(secs => ?))";

    private final JdbcClient database;
    private final ObjectMapper json;

    public ExportLedger(DataSource database, ObjectMapper json) {
        TABLES.bringUpToDate(database);
        this.database = JdbcClient.create(database);
        this.json = json;
    }

    void add(ExportJob job) {
        database.sql("""
                        insert into aliquot_export (id, owner, server, request, definition, state, created)
                        values (?, ?, ?, ?, ?::jsonb, ?, ?)""")
                .params(
                        job.id(),
                        job.owner(),
                        job.server(),
                        job.request(),
                        written(job.order()),
                        job.state().name(),
                        Timestamp.from(job.created()))
                .update();
    }

    void started(String id, Instant when) {
        // Where nothing was heard of this server for long, others may have ended it meanwhile.
        database.sql(
                        "update aliquot_export set state = ?, started = ?, starts = starts + 1, reason = null, ended = null,"
                                + " expires = null where id = ?")
                .params(ExportState.RUNNING.name(), Timestamp.from(when), id)
                .update();
    }

    /** It was stopped with the server, and waits for the next start. */
    void stopped(String id) {
        database.sql("update aliquot_export set state = ?, starts = starts - 1 where id = ?")
                .params(ExportState.QUEUED.name(), id)
                .update();
    }

    /** @return false where it was cancelled meanwhile */
    boolean done(String id, ExportRun.Made made, Instant when, Instant expires) {
        return database.sql(
                                "update aliquot_export set state = ?, made = ?::jsonb, reason = null, ended = ?, expires = ?"
                                        + " where id = ?")
                        .params(
                                ExportState.DONE.name(),
                                written(made),
                                Timestamp.from(when),
                                Timestamp.from(expires),
                                id)
                        .update()
                == 1;
    }

    void failed(String id, String reason, Instant when, Instant expires) {
        database.sql("update aliquot_export set state = ?, reason = ?, ended = ?, expires = ? where id = ?")
                .params(ExportState.FAILED.name(), reason, Timestamp.from(when), Timestamp.from(expires), id)
                .update();
    }

    /** @return whose files it has; empty where it was not there */
    Optional<String> remove(String id) {
        return database.sql("delete from aliquot_export where id = ? returning server")
                .params(id)
                .query(String.class)
                .optional();
    }

    public Optional<ExportJob> find(String id) {
        return database.sql("select * from aliquot_export where id = ?")
                .params(id)
                .query((row, number) -> job(row))
                .optional();
    }

    /** All of them, the oldest first. */
    public List<ExportJob> all() {
        return database.sql("select * from aliquot_export order by created, id")
                .query((row, number) -> job(row))
                .list();
    }

    List<ExportJob> unfinished(String server) {
        return database.sql(
                        "select * from aliquot_export where server = ? and state in ('QUEUED', 'RUNNING') order by created, id")
                .params(server)
                .query((row, number) -> job(row))
                .list();
    }

    int unfinishedOf(String owner) {
        return database.sql("select count(*) from aliquot_export where owner = ? and state in ('QUEUED', 'RUNNING')")
                .params(owner)
                .query(Integer.class)
                .single();
    }

    /** Those that have files, or may come to have some. */
    List<String> withFiles(String server) {
        return database.sql("select id from aliquot_export where server = ? and state <> 'FAILED'")
                .params(server)
                .query(String.class)
                .list();
    }

    /**
     * The server is there.
     *
     * @param pause longer than it is between two times that this is said, if all is well
     */
    void heard(String server, Duration pause) {
        database.sql("""
                        insert into aliquot_export_server as known (server, heard, since) values (?, now(), now())
                        on conflict (server) do update set heard = now(),
                        since = case when known.heard > now() - make_interval(secs => ?) then known.since else now() end""").params(server, pause.toSeconds()).update();
    }

    /**
     * Ends what is under way on servers that were not heard of for so long, while the one that asks was.
     *
     * @return which these are
     */
    List<String> failAbandoned(String server, Duration silence, String reason, Instant when, Instant expires) {
        return database.sql("update aliquot_export set state = ?, reason = ?, ended = ?, expires = ?"
                        + " where state in ('QUEUED', 'RUNNING') and " + IS_GONE
                        + " and exists (select 1 from aliquot_export_server own where own.server = ?"
                        + " and own.since <= now() - make_interval(secs => ?)) returning id")
                .params(
                        ExportState.FAILED.name(),
                        reason,
                        Timestamp.from(when),
                        Timestamp.from(expires),
                        silence.toSeconds(),
                        server,
                        silence.toSeconds())
                .query(String.class)
                .list();
    }

    /** Servers of which there is nothing any more. */
    void forgetServers(Duration silence) {
        database.sql("delete from aliquot_export_server s where s.heard <= now() - make_interval(secs => ?)"
                        + " and not exists (select 1 from aliquot_export e where e.server = s.server)")
                .params(silence.toSeconds())
                .update();
    }

    /** A server's, and those of servers that were not heard of for so long. */
    List<String> expired(String server, Instant now, Duration silence) {
        return database.sql("select id from aliquot_export where expires <= ? and (server = ? or " + IS_GONE + ")")
                .params(Timestamp.from(now), server, silence.toSeconds())
                .query(String.class)
                .list();
    }

    private ExportJob job(ResultSet row) throws SQLException {
        String made = row.getString("made");
        Optional<ExportOrder> order = order(row.getString("definition"));
        if (order.isEmpty()) {
            return unreadable(row);
        }
        return new ExportJob(
                row.getString("id"),
                row.getString("owner"),
                row.getString("server"),
                row.getString("request"),
                order.get(),
                ExportState.valueOf(row.getString("state")),
                row.getInt("starts"),
                Optional.ofNullable(row.getString("reason")),
                row.getTimestamp("created").toInstant(),
                instant(row.getTimestamp("started")),
                instant(row.getTimestamp("ended")),
                instant(row.getTimestamp("expires")),
                made == null ? Optional.empty() : Optional.of(read(made, ExportRun.Made.class)));
    }

    private Optional<ExportOrder> order(String definition) {
        try {
            return Optional.of(json.readValue(definition, ExportOrder.class));
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Of another version of the server: told as failed, thrown away like others. */
    private static ExportJob unreadable(ResultSet row) throws SQLException {
        return new ExportJob(
                row.getString("id"),
                row.getString("owner"),
                row.getString("server"),
                row.getString("request"),
                ExportOrder.NOTHING,
                ExportState.FAILED,
                0,
                Optional.of("it was ordered from another version of this server; order it again"),
                row.getTimestamp("created").toInstant(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<Instant> instant(@Nullable Timestamp timestamp) {
        return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("table aliquot_export: " + e.getOriginalMessage(), e);
        }
    }
}
