package org.aliquot.gateway.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The spool's file: its tables, the settings that make a commit durable, and the checks before it is trusted.
 *
 * <p>{@code journal_mode=WAL} with {@code synchronous=FULL} syncs the log at each commit: a committed transaction
 * survives a power failure (sqlite.org/pragma.html#pragma_synchronous). {@code NORMAL} would not.
 */
final class SpoolSchema {
    /** Marks the file as ours: "ALQT". */
    private static final int APPLICATION_ID = 0x414C5154;

    private static final int VERSION = 1;

    /** Above this the whole-file check would hold up a start for long; damage then shows when it is met. */
    private static final long CHECKED_WHOLE_UP_TO_BYTES = 256L << 20;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE transcript (
              number INTEGER PRIMARY KEY,
              id TEXT NOT NULL UNIQUE,
              dialect TEXT NOT NULL,
              device TEXT NOT NULL,
              opened_at INTEGER NOT NULL,
              closed_at INTEGER,
              turn INTEGER,
              state TEXT NOT NULL,
              interrupted INTEGER NOT NULL DEFAULT 0,
              size INTEGER NOT NULL DEFAULT 0)
            """,
            // Partial: work in hand is found at once however many transcripts are kept.
            "CREATE INDEX transcript_waiting ON transcript (device, turn) WHERE state = 'RECEIVED'",
            "CREATE INDEX transcript_receiving ON transcript (number) WHERE state = 'RECEIVING'",
            "CREATE INDEX transcript_delivered ON transcript (closed_at) WHERE state = 'DELIVERED'",
            // place = transcript number * 2^24 + ordinal. One B-tree, so a frame costs one page of log, not two.
            "CREATE TABLE chunk (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
            """
            CREATE TABLE outcome (
              transcript INTEGER NOT NULL,
              first_byte INTEGER NOT NULL,
              end_byte INTEGER NOT NULL,
              message TEXT,
              result TEXT NOT NULL,
              resources INTEGER NOT NULL,
              at INTEGER NOT NULL,
              PRIMARY KEY (transcript, first_byte)) WITHOUT ROWID
            """,
            """
            CREATE TABLE quarantine (
              id TEXT PRIMARY KEY,
              transcript INTEGER NOT NULL,
              dialect TEXT NOT NULL,
              device TEXT NOT NULL,
              first_byte INTEGER NOT NULL,
              end_byte INTEGER NOT NULL,
              message TEXT,
              severity TEXT NOT NULL,
              reason TEXT NOT NULL,
              text TEXT NOT NULL,
              record TEXT,
              raised_at INTEGER NOT NULL,
              state TEXT NOT NULL,
              replays INTEGER NOT NULL DEFAULT 0,
              resolved_at INTEGER,
              resolution TEXT) WITHOUT ROWID
            """,
            "CREATE INDEX quarantine_transcript ON quarantine (transcript)",
            "CREATE INDEX quarantine_open ON quarantine (device, reason) WHERE state = 'OPEN'");

    private SpoolSchema() {}

    /**
     * Opens the file, makes the tables in a new one, and refuses one that is damaged or not ours.
     *
     * @throws SpoolException saying what is wrong with which file and what to do; the file is left as it is
     */
    static Db openForWriting(Path file) {
        try {
            boolean existing = Files.exists(file) && Files.size(file) > 0;
            SQLiteConfig config = durable();
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                if (existing) {
                    check(connection, file);
                } else {
                    create(connection);
                }
                return new Db(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw unusable(file, e);
        }
    }

    static Db openForReading(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        try {
            return new Db(config.createConnection("jdbc:sqlite:" + file));
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private static SQLiteConfig durable() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(10_000);
        return config;
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + VERSION);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void check(Connection connection, Path file) throws SQLException, IOException {
        int version = pragma(connection, "user_version");
        if (version == 0 && pragma(connection, "application_id") == 0 && isEmpty(connection)) {
            // A process killed between making the file and making its tables: nothing was ever acknowledged on it.
            create(connection);
            return;
        }
        if (pragma(connection, "application_id") != APPLICATION_ID) {
            throw new SpoolException("spool " + file + ": an SQLite file, but not a spool of ours; expected the file"
                    + " Aliquot made itself. Give the gateway another data directory or move this file away.");
        }
        if (version != VERSION) {
            throw new SpoolException("spool " + file + ": version " + version + ", this program reads version "
                    + VERSION + ". Start the Aliquot version that wrote it, or move the file away.");
        }
        if (Files.size(file) <= CHECKED_WHOLE_UP_TO_BYTES) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
                String first = result.next() ? result.getString(1) : "no answer";
                if (!first.equals("ok")) {
                    throw new SQLException(first);
                }
            }
        }
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            return result.next() && result.getInt(1) == 0;
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA " + name)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static SpoolException unusable(Path file, Exception cause) {
        return new SpoolException(
                "spool " + file + " cannot be used: " + cause.getMessage()
                        + ". It holds acknowledged messages and was not touched. Restore it from a backup, or move it"
                        + " away with its -wal file (sqlite3's .recover reads what is left) and start again.",
                cause);
    }
}
