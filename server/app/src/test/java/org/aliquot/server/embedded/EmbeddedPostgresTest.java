package org.aliquot.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.Scratch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real PostgreSQL, in one data directory that the tests use one after the other. */
class EmbeddedPostgresTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Path home;

    @BeforeAll
    static void makeHome() {
        home = Scratch.directory("embedded-postgres").toAbsolutePath();
    }

    @AfterAll
    static void deleteHome() {
        Scratch.delete(home);
    }

    /** A started database that is stopped, and its directory released, at the end of a test. */
    private record Running(DataDirectory directory, EmbeddedPostgres postgres) implements AutoCloseable {
        static Running start() {
            DataDirectory directory = DataDirectory.hold(home);
            try {
                return new Running(directory, EmbeddedPostgres.start(directory, 0, PATIENCE, Map.of()));
            } catch (RuntimeException e) {
                directory.close();
                throw e;
            }
        }

        String ask(String sql) throws SQLException {
            try (Connection connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                    Statement statement = connection.createStatement()) {
                boolean hasRows = statement.execute(sql);
                if (!hasRows) {
                    return "";
                }
                try (ResultSet rows = statement.getResultSet()) {
                    return rows.next() ? rows.getString(1) : "";
                }
            }
        }

        @Override
        public void close() {
            postgres.close();
            directory.close();
        }
    }

    private static long postmasterPid() throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve("postgres/postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void dataSurvivesARestart() throws SQLException {
        try (Running running = Running.start()) {
            running.ask("create table if not exists restart_test (value text)");
            running.ask("insert into restart_test values ('kept')");
        }
        try (Running running = Running.start()) {
            assertThat(running.ask("select max(value) from restart_test")).isEqualTo("kept");
        }
    }

    @Test
    void itIsDurableAndListensOnThisMachineOnly() throws SQLException {
        try (Running running = Running.start()) {
            assertThat(running.ask("show fsync")).isEqualTo("on");
            assertThat(running.ask("show synchronous_commit")).isEqualTo("on");
            assertThat(running.ask("show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(running.ask("show data_checksums")).isEqualTo("on");
            assertThat(running.ask("select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
        }
    }

    @Test
    void whoeverHasNoPasswordStaysOut() {
        try (Running running = Running.start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            running.postgres().jdbcUrl(), running.postgres().username(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void itsLogQuotesNoValues() throws SQLException, IOException {
        try (Running running = Running.start()) {
            assertThatThrownBy(() -> running.ask("select 'Roe^Jane'::integer")).isInstanceOf(SQLException.class);
        }
        try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
            for (Path log : logs.toList()) {
                assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
                        .as(log.toString())
                        .doesNotContain("select 'Roe^Jane'");
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "kill -9 and /proc are not there")
    void databaseLeftByAKilledServerIsTakenOver() throws IOException, InterruptedException, SQLException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=logback-cli.xml",
                        PostgresHolder.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long orphan;
        try (BufferedReader output = server.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready");
            assertThatThrownBy(() -> DataDirectory.hold(home))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageContaining("in use by another Aliquot (process " + server.pid() + ")");
            orphan = postmasterPid();
        } finally {
            server.destroyForcibly();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(isAlive(orphan)).as("PostgreSQL outlives the killed JVM").isTrue();

        try (Running running = Running.start()) {
            assertThat(running.ask("select value from kept limit 1")).isEqualTo("stored before the kill");
            // A process that nobody waited for stays in the table, but works nowhere any more.
            assertThat(Files.exists(Path.of("/proc", Long.toString(orphan), "cwd")))
                    .as("the orphan was stopped")
                    .isFalse();
            assertThat(postmasterPid()).isNotEqualTo(orphan);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no sleep program")
    void aProcessThatOnlyInheritedTheNumberIsLeftAlone() throws IOException, SQLException, InterruptedException {
        try (Running running = Running.start()) {
            running.ask("select 1");
        }
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(home.resolve("postgres/postmaster.pid"), stranger.pid() + "\n" + home + "\n");
            try (Running running = Running.start()) {
                assertThat(running.ask("select 1")).isEqualTo("1");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void aTornPidFileIsNoObstacle() throws IOException, SQLException {
        try (Running running = Running.start()) {
            running.ask("select 1");
        }
        Files.writeString(home.resolve("postgres/postmaster.pid"), "");

        try (Running running = Running.start()) {
            assertThat(running.ask("select 1")).isEqualTo("1");
        }
    }

    @Test
    void oneThatEndsByItselfIsStartedAgain() throws Exception {
        try (Running running = Running.start()) {
            long pid = Long.parseLong(
                    Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(0));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            Instant until = Instant.now().plus(PATIENCE);
            while (!answers(running.postgres())) {
                assertThat(Instant.now()).isBefore(until);
                Thread.sleep(200);
            }
            assertThat(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                            .get(0))
                    .isNotEqualTo(Long.toString(pid));
        }
    }

    private static boolean answers(EmbeddedPostgres postgres) {
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password())) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Test
    void filesOfAnotherMajorVersionAreNotOpened() throws IOException {
        Path other = Files.createTempDirectory(Path.of("target"), "other-version-");
        Files.createDirectories(other.resolve("postgres"));
        Files.writeString(other.resolve("postgres/PG_VERSION"), "17\n");
        // The programs are unpacked already; a link saves the seconds.
        try (Running running = Running.start()) {
            Files.createSymbolicLink(other.resolve("postgres-binaries"), home.resolve("postgres-binaries"));
        }
        try (DataDirectory directory = DataDirectory.hold(other)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory, 0, PATIENCE, Map.of()))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageContaining("PostgreSQL 17")
                    .hasMessageContaining("pg_dump");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsExplained() throws IOException {
        Path file = Files.createTempFile(Path.of("target"), "no-directory", "");

        assertThatThrownBy(() -> DataDirectory.hold(file.resolve("data")))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--data-dir");
    }

    @Test
    void twoServersOfOneProcessCannotShareADirectory() throws IOException {
        Path shared = Files.createTempDirectory(Path.of("target"), "shared-");

        try (DataDirectory first = DataDirectory.hold(shared)) {
            assertThat(first.path()).isAbsolute();
            assertThatThrownBy(() -> DataDirectory.hold(shared)).isInstanceOf(DatabaseStartException.class);
        }
        DataDirectory.hold(shared).close();
    }
}
