package org.aliquot.server.fhir.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose statements may take a second, over a PostgreSQL that is made slow. */
class StatementLimitTest {
    private static final String LOINC = "http://loinc.org";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Until long after the limit of a second. */
    private static final long HOLD_MILLIS = 3_000;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        Path config = Files.createTempFile(Files.createDirectories(Path.of("target")), "statement-limit-", ".yml");
        Files.writeString(config, "aliquot.fhir.statement-timeout: 1s\n");
        server = TestServer.start(config);
        Observation observation = new Observation();
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.getCode().addCoding().setSystem(LOINC).setCode("2823-3");
        server.create(observation);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** How many searches PostgreSQL is busy with. */
    private static int running() throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
                                + " and query ilike '%hfj_spidx_token%'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void await(int searches) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (running() != searches && Instant.now().isBefore(until)) {
            Thread.sleep(50);
        }
        assertThat(running()).isEqualTo(searches);
    }

    /** Every code that a search finds takes it a minute. */
    private static void slowly(Body body) throws Exception {
        sql(
                "alter table hfj_spidx_token rename to quick_token",
                "create view hfj_spidx_token as select * from quick_token where pg_sleep(60) is not null");
        try {
            body.run();
        } finally {
            sql("drop view hfj_spidx_token", "alter table quick_token rename to hfj_spidx_token");
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void assertExplained(String body) {
        assertThat(body)
                .contains("OperationOutcome", "aliquot.fhir.statement-timeout", "Ask for less")
                .doesNotContainIgnoringCase("select ")
                .doesNotContainIgnoringCase("hfj_")
                .doesNotContain("Exception", "org.", "\tat ", "canceling");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?code=" + LOINC + "|2823-3",
                "Observation?code=" + LOINC + "|2823-3&_total=accurate",
                "Observation?code=" + LOINC + "|2823-3&_summary=count",
                "Observation?code=" + LOINC + "|2823-3&_offset=0&_count=5",
                "Observation/$lastn?code=" + LOINC + "|2823-3"
            })
    void aSearchThatTakesTooLongIsEndedInPostgresqlAndExplained(String search) throws Exception {
        slowly(() -> {
            CompletableFuture<Answer> asked =
                    CompletableFuture.supplyAsync(() -> server.get(search.replace("|", "%7C")));
            await(1);
            Answer answer = asked.get();
            assertThat(running()).isZero();
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.tree().at("/issue/0/code").asText()).isEqualTo("timeout");
            assertExplained(answer.body());
        });
    }

    @Test
    void aSearchInABatchIsEndedAndTheOthersAreAnswered() throws Exception {
        slowly(() -> {
            Answer answer = server.post("", """
                    {"resourceType":"Bundle","type":"batch","entry":[
                     {"request":{"method":"GET","url":"Observation?code=%s|2823-3"}},
                     {"request":{"method":"GET","url":"Patient?name=nobody"}}]}
                    """.formatted(LOINC));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.tree().at("/entry/0/response/status").asText()).startsWith("503");
            assertThat(answer.tree().at("/entry/1/response/status").asText()).startsWith("200");
            assertExplained(answer.body());
            await(0);
        });
    }

    @Test
    void theStatementOfAClientThatWentAwayEndsToo() throws Exception {
        slowly(() -> {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(server.fhirUrl() + "/Observation?code=" + LOINC + "%7C2823-3"))
                    .header("Authorization", "Bearer " + server.operatorToken())
                    .timeout(Duration.ofMillis(500))
                    .build();
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(HttpTimeoutException.class);
            await(0);
        });
    }

    @Test
    void theConnectionThatWasStoppedServesTheNext() throws Exception {
        slowly(() -> assertThat(
                        server.get("Observation?code=" + LOINC + "%7C2823-3").status())
                .isEqualTo(503));
        assertThat(server.get("Observation?code=" + LOINC + "%7C2823-3").tree().path("entry"))
                .hasSize(1);
    }

    /** Holds a lock for long, then gives it back. */
    private static void holding(String lock, Body meanwhile) throws Exception {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            try {
                meanwhile.run();
                Thread.sleep(HOLD_MILLIS);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @Test
    void aWriteDoesNotWaitForeverAndALoadDoes() throws Exception {
        CompletableFuture<?>[] asked = new CompletableFuture<?>[2];
        holding("lock table hfj_resource in share mode", () -> {
            asked[0] = CompletableFuture.supplyAsync(
                    () -> server.put("Patient/waits", "{\"resourceType\":\"Patient\",\"id\":\"waits\"}"));
            asked[1] = CompletableFuture.supplyAsync(
                    () -> server.post("/ops/ingest?source=x", "{\"resourceType\":\"Patient\",\"id\":\"loaded\"}\n"));
        });
        Answer written = (Answer) asked[0].get();
        assertThat(written.status()).as(written.body()).isEqualTo(503);
        assertExplained(written.body());
        assertThat(server.get("Patient/waits").status()).isEqualTo(404);
        Answer loaded = (Answer) asked[1].get();
        assertThat(loaded.tree().at("/lines/stored").asInt()).as(loaded.body()).isEqualTo(1);
        assertThat(server.get("Patient/loaded").status()).isEqualTo(200);
    }

    @Test
    void anExportIsNotHeldToIt() throws Exception {
        String id = server.create(new Patient()).getIdElement().getIdPart();
        String[] job = new String[1];
        holding("lock table hfj_res_ver in access exclusive mode", () -> {
            job[0] = server.get("$export?_type=Patient", "Prefer", "respond-async")
                    .header("Content-Location");
        });
        Instant until = Instant.now().plus(PATIENCE);
        Answer state = server.get(job[0]);
        while (state.status() == 202 && Instant.now().isBefore(until)) {
            Thread.sleep(200);
            state = server.get(job[0]);
        }
        assertThat(state.status()).as(state.body()).isEqualTo(200);
        assertThat(server.get(state.tree().at("/output/0/url").asText(), "Accept", "application/fhir+ndjson")
                        .body())
                .contains(id);
    }
}
