package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.server.bulk.Settled;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.job.ExportState;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.generate.SingleStream;
import org.aliquot.server.testsupport.OpenWriter;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Basic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports as jobs: ended, limited, taken up again, thrown away. */
@WithServer
class ExportJobsTest {
    private static final String VIEW_OF_OBSERVATIONS = """
            {"resourceType":"Parameters","parameter":[{"name":"_format","valueCode":"csv"},{"name":"view","part":[
             {"name":"viewResource","resource":{"resourceType":"ViewDefinition","name":"observations","status":"active",
             "resource":"Observation","select":[{"column":[{"name":"id","path":"getResourceKey()"}]}]}}]}]}""";

    private final TestServer server;

    ExportJobsTest(TestServer server) {
        this.server = server;
    }

    private Path folder(String job) {
        return server.dataDir().resolve("exports").resolve(job.replaceFirst(".*_jobId=", ""));
    }

    @Test
    void oneThatRunsIsEndedWithinTwoSecondsAndLeavesNothing() throws Exception {
        try (Connection writer = OpenWriter.on(server)) {
            String job = server.get("$export", "Prefer", "respond-async").header("Content-Location");
            assertThat(server.get(job).status()).isEqualTo(202);
            Instant asked = Instant.now();
            assertThat(server.delete(job).status()).isEqualTo(202);
            assertThat(server.get(job).status()).isEqualTo(404);
            while (Files.exists(folder(job))) {
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
                Thread.sleep(20);
            }
            writer.rollback();
        }
    }

    /** In what it waits for: the rows, as COPY hands them out; and a search of HAPI's. */
    @ParameterizedTest
    @CsvSource({"hfj_res_ver, $export?_type=Basic", "hfj_spidx_token, $export?_type=Basic&_typeFilter=Basic%3Fcode=x"})
    void oneThatReadsIsEndedWithinTwoSecondsToo(String table, String order) throws Exception {
        Basic basic = new Basic();
        basic.getCode().addCoding().setCode("x");
        server.create(basic);
        try (Connection holder = server.bean(DataSource.class).getConnection();
                Statement statement = holder.createStatement()) {
            String job;
            holder.setAutoCommit(false);
            try (Connection writer = OpenWriter.on(server)) {
                job = server.get(order, "Prefer", "respond-async").header("Content-Location");
                assertThat(server.get(job).status()).isEqualTo(202);
                statement.execute("set local application_name = '" + Settled.READER + "'");
                statement.execute("lock table " + table + " in access exclusive mode");
                writer.rollback();
            }
            Instant patience = Instant.now().plusSeconds(20);
            while (!isWaitedFor(table, statement)) {
                assertThat(Instant.now()).isBefore(patience);
                Thread.sleep(20);
            }

            Instant asked = Instant.now();
            assertThat(server.delete(job).status()).isEqualTo(202);
            while (Files.exists(folder(job))) {
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
                Thread.sleep(20);
            }
            assertThat(isWaitedFor(table, statement)).isFalse();
            holder.rollback();
        }
    }

    private static boolean isWaitedFor(String table, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select exists (select 1 from pg_locks where not granted and relation = '" + table + "'::regclass)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void aClientWithOneIsNotBehindAllOfAClientWithMany() throws Exception {
        SmartApp app = SmartApp.backend(server, "system/Basic.rs", SmartApp.ec());
        String[] another =
                SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", "system/Basic.rs")));
        ExportJobs jobs = server.bean(ExportJobs.class);
        List<String> many = new ArrayList<>();
        try (Connection writer = OpenWriter.on(server)) {
            for (int i = 0; i < 5; i++) {
                many.add(server.get("$export?_type=Basic", "Prefer", "respond-async")
                        .header("Content-Location"));
            }
            String one =
                    server.get("$export?_type=Basic", Exported.with(another)).header("Content-Location");
            assertThat(states(jobs, many)).contains(ExportState.RUNNING, ExportState.QUEUED);
            assertThat(states(jobs, List.of(one))).containsExactly(ExportState.QUEUED);

            server.delete(many.remove(0));

            Instant patience = Instant.now().plusSeconds(5);
            while (!states(jobs, List.of(one)).contains(ExportState.RUNNING)) {
                assertThat(Instant.now()).isBefore(patience);
                Thread.sleep(20);
            }
            assertThat(states(jobs, many)).contains(ExportState.QUEUED);
            writer.rollback();
            assertThat(Exported.await(server, one, another).status()).isEqualTo(200);
        }
        for (String job : many) {
            assertThat(Exported.await(server, job).status()).isEqualTo(200);
            server.delete(job);
        }
    }

    private static List<ExportState> states(ExportJobs jobs, List<String> all) {
        return all.stream()
                .map(job -> jobs.find(job.replaceFirst(".*_jobId=", ""))
                        .orElseThrow()
                        .state())
                .toList();
    }

    @Test
    void aClientHasAFewAtATime() throws Exception {
        List<String> accepted = new ArrayList<>();
        try (Connection writer = OpenWriter.on(server)) {
            Answer answer = server.get("$export?_type=Basic", "Prefer", "respond-async");
            while (answer.status() == 202 && accepted.size() < 20) {
                accepted.add(answer.header("Content-Location"));
                answer = server.get("$export?_type=Basic", "Prefer", "respond-async");
            }
            assertThat(answer.status()).as(answer.body()).isEqualTo(429);
            assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
            assertThat(accepted).hasSize(5);
            assertThat(server.get("/ops/exports").tree())
                    .extracting(job -> job.path("state").asText())
                    .contains("queued", "running");
            writer.rollback();
        }
        for (String job : accepted) {
            assertThat(Exported.await(server, job).status()).isEqualTo(200);
            assertThat(server.delete(job).status()).isEqualTo(202);
        }
    }

    private void putUnderWay(String id, int starts) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update aliquot_export set state = 'RUNNING', starts = " + starts
                    + ", made = null, ended = null where id = '" + id + "'");
        }
    }

    /** An export that is done. */
    private String exported() throws Exception {
        String job =
                server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location");
        assertThat(Exported.await(server, job).status()).isEqualTo(200);
        return job;
    }

    @Test
    void whatTheServersEndCutShortBeginsAnewAndWhatBelongsToNothingGoes() throws Exception {
        String job = exported();
        String id = job.replaceFirst(".*_jobId=", "");
        // As a kill leaves it: under way in the ledger, half a file on disk.
        putUnderWay(id, 1);
        Files.writeString(folder(job).resolve("Half.1.ndjson"), "{\"resourceT");
        Path left = Files.createDirectories(
                server.dataDir().resolve("exports").resolve(UUID.randomUUID().toString()));
        Files.writeString(left.resolve("Patient.1.ndjson"), "{}");

        server.bean(ExportJobs.class).start();
        Answer done = Exported.await(server, job);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(files(folder(job))).noneMatch(name -> name.startsWith("Half"));
        assertThat(left).doesNotExist();
    }

    @Test
    void oneThatEndsTheServerAgainAndAgainFails() throws Exception {
        String job = exported();
        String id = job.replaceFirst(".*_jobId=", "");
        putUnderWay(id, 3);
        server.bean(ExportJobs.class).start();
        Answer failed = Exported.await(server, job);
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.tree().at("/issue/0/diagnostics").asText()).contains("begun 3 times");
        assertThat(server.delete(job).status()).isEqualTo(202);
    }

    @Test
    void oneThatCannotBeWrittenFailsAndSaysSo() throws Exception {
        Basic basic = new Basic();
        basic.getCode().setText("there is one");
        server.create(basic);
        String accepted;
        Path folder;
        try (Connection writer = OpenWriter.on(server)) {
            accepted =
                    server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location");
            folder = folder(accepted);
            while (!Files.isDirectory(folder)) {
                Thread.sleep(5);
            }
            // What its first file would be called is taken.
            Files.createDirectories(folder.resolve("Basic.1.ndjson"));
            writer.rollback();
        }
        Answer answer = Exported.await(server, accepted);
        assertThat(answer.status()).as(answer.body()).isEqualTo(500);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("files could not be written");
        assertThat(folder).doesNotExist();
        assertThat(server.delete(accepted).status()).isEqualTo(202);
        // The rows that nobody read any more are in nobody's answer.
        for (int i = 0; i < 50; i++) {
            assertThat(server.get("Basic?_id=none-" + i).tree().path("total").asInt(-1))
                    .isZero();
        }
    }

    @Test
    void whatHasExpiredIsThrownAway() throws Exception {
        String job =
                server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location");
        assertThat(Exported.await(server, job).header("Expires")).isNotEmpty();
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update aliquot_export set expires = now() - interval '1 second' where id = '"
                    + job.replaceFirst(".*_jobId=", "") + "'");
        }
        server.bean(ExportJobs.class).tidy();
        assertThat(server.get(job).status()).isEqualTo(404);
        assertThat(folder(job)).doesNotExist();
    }

    @Test
    void whatAServerLeftBehindThatIsGoneFailsAndGoes() throws Exception {
        String job = exported();
        String id = job.replaceFirst(".*_jobId=", "");
        String other = UUID.randomUUID().toString();
        putUnderWay(id, 1);
        execute("update aliquot_export set expires = null, server = '" + other + "' where id = '" + id + "'");
        execute("insert into aliquot_export_server values ('" + other + "', now() - interval '11 minutes', now())");
        execute("update aliquot_export_server set since = now() - interval '9 minutes' where server <> '" + other
                + "'");
        server.bean(ExportJobs.class).tidy();
        // This one is not there for long enough to tell.
        assertThat(server.get(job).status()).isEqualTo(202);

        execute(
                "update aliquot_export_server set since = now() - interval '11 minutes', heard = now() - interval '1 minute'");
        execute("update aliquot_export_server set heard = now() - interval '9 minutes' where server = '" + other + "'");
        server.bean(ExportJobs.class).tidy();
        assertThat(server.get(job).status()).isEqualTo(202);

        execute("update aliquot_export_server set heard = now() - interval '11 minutes' where server = '" + other
                + "'");
        server.bean(ExportJobs.class).tidy();
        Answer failed = server.get(job);
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.tree().at("/issue/0/diagnostics").asText())
                .contains("was not heard of for 10 minutes; order it again");

        execute("update aliquot_export set expires = now() - interval '1 second' where id = '" + id + "'");
        server.bean(ExportJobs.class).tidy();
        assertThat(server.get(job).status()).isEqualTo(404);
        assertThat(servers()).doesNotContain(other).isNotEmpty();
    }

    /** It was only that nothing was heard of it: what it makes all the same is done. */
    @Test
    void whatASilentServerMakesAllTheSameIsDone() throws Exception {
        String job;
        try (Connection writer = OpenWriter.on(server)) {
            job = server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location");
            String id = job.replaceFirst(".*_jobId=", "");
            while (!states(server.bean(ExportJobs.class), List.of(job)).contains(ExportState.RUNNING)) {
                Thread.sleep(5);
            }
            execute(
                    "update aliquot_export set state = 'FAILED', reason = 'silent', expires = now() + interval '1 hour' where id = '"
                            + id + "'");
            writer.rollback();
        }
        Instant patience = Instant.now().plusSeconds(20);
        while (!states(server.bean(ExportJobs.class), List.of(job)).contains(ExportState.DONE)) {
            assertThat(Instant.now()).isBefore(patience);
            Thread.sleep(20);
        }
        assertThat(server.get(job).status()).isEqualTo(200);
        assertThat(server.delete(job).status()).isEqualTo(202);
    }

    private List<String> servers() throws SQLException {
        List<String> servers = new ArrayList<>();
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select server from aliquot_export_server")) {
            while (rows.next()) {
                servers.add(rows.getString(1));
            }
        }
        return servers;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ranges, two readers, more than one chunk. */
    @Test
    void manyResourcesAreExportedOnceEach() throws Exception {
        var bytes = new java.io.ByteArrayOutputStream();
        new Generator(72, Claims.NONE).resources(25_000, new SingleStream(bytes));
        String lines = bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(server.post("/ops/ingest?source=many", lines, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(200);
        Basic other = new Basic();
        other.getCode().setText("other");
        server.create(other);
        Answer done = Exported.await(
                server, server.get("$export", "Prefer", "respond-async").header("Content-Location"));
        long count = 0;
        for (JsonNode file : done.tree().path("output")) {
            count += file.path("count").asLong();
            String text = server.get(file.path("url").asText()).body();
            assertThat(text.lines().distinct().count())
                    .isEqualTo(file.path("count").asLong());
        }
        assertThat(count).isEqualTo(resources("")).isGreaterThan(25_000);

        Answer rows = Exported.await(
                server,
                server.post("ViewDefinition/$viewdefinition-export", VIEW_OF_OBSERVATIONS, "Prefer", "respond-async")
                        .header("Content-Location"));
        String file =
                server.get(rows.header("Location")).body().replaceAll("(?s).*\"([^\"]*/observations\\.csv)\".*", "$1");
        List<String> records = server.get(file).body().lines().toList();
        assertThat(records).doesNotHaveDuplicates();
        assertThat(records.size() - 1L)
                .isEqualTo(resources("and res_type = 'Observation'"))
                .isGreaterThan(20_000);
    }

    private long resources(String which) throws Exception {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*) from hfj_resource where res_deleted_at is null " + which)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
