package org.aliquot.ingest.job.ledger;

import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The tables of this package. HAPI's migrator knows them as little as they know its tables. */
public final class IngestTables {
    /** Any constant will do as long as every version of this program uses it; another than the schema migration's. */
    private static final long ADVISORY_LOCK = 23_105_437_926L;

    private static final List<String> STATEMENTS = List.of(
            """
            create table if not exists ALIQUOT_INGEST_JOB (
              JOB_ID varchar(36) not null primary key,
              OWNER varchar(64) not null,
              VIA varchar(16) not null,
              REQUEST text,
              STATE varchar(16) not null,
              REASON text,
              CANCEL_ASKED boolean not null,
              CREATED_AT timestamp with time zone not null,
              STARTED_AT timestamp with time zone,
              ENDED_AT timestamp with time zone)""",
            """
            create table if not exists ALIQUOT_INGEST_SOURCE (
              JOB_ID varchar(36) not null references ALIQUOT_INGEST_JOB on delete cascade,
              SOURCE_NO integer not null,
              KIND varchar(16) not null,
              LOCATION text not null,
              NAME text not null,
              RES_TYPE varchar(64),
              STATE varchar(16) not null,
              REASON text,
              LINE_NO bigint not null,
              BYTE_OFFSET bigint not null,
              LINES_READ bigint not null,
              LINES_STORED bigint not null,
              LINES_UNCHANGED bigint not null,
              LINES_REFUSED bigint not null,
              LINES_HELD bigint not null,
              primary key (JOB_ID, SOURCE_NO))""",
            """
            create table if not exists ALIQUOT_INGEST_HELD (
              JOB_ID varchar(36) not null references ALIQUOT_INGEST_JOB on delete cascade,
              SOURCE_NO integer not null,
              LINE_NO bigint not null,
              BYTE_OFFSET bigint not null,
              REFERENCE varchar(160) not null,
              MISSING text not null,
              LINE bytea not null,
              primary key (JOB_ID, SOURCE_NO, LINE_NO))""",
            """
            create index if not exists IDX_ALIQUOT_INGEST_HELD_REFERENCE on ALIQUOT_INGEST_HELD (JOB_ID, REFERENCE)""",
            """
            create table if not exists ALIQUOT_INGEST_ERROR (
              JOB_ID varchar(36) not null references ALIQUOT_INGEST_JOB on delete cascade,
              SOURCE_NO integer not null,
              LINE_NO bigint not null,
              BYTE_OFFSET bigint not null,
              REFERENCE varchar(160) not null,
              REASON text not null,
              LINE bytea,
              primary key (JOB_ID, SOURCE_NO, LINE_NO))""",
            // Jobs from before there was a choice.
            "alter table ALIQUOT_INGEST_JOB add column if not exists VALIDATION varchar(16) not null default 'structure'");

    private IngestTables() {}

    /** Creates what is missing; one server at a time. */
    public static void create(DataSource dataSource) {
        LedgerTransaction.in(dataSource, "the tables of ingest jobs cannot be created", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
                for (String sql : STATEMENTS) {
                    statement.execute(sql);
                }
                return null;
            }
        });
    }
}
