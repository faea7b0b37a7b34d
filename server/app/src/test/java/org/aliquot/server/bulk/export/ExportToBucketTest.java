package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.ServerIdentity;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.http.ClientExports;
import org.aliquot.server.bulk.export.http.ExportProvider;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.server.bulk.export.run.Searches;
import org.aliquot.server.cli.ExportCommand;
import org.aliquot.server.fhir.FhirServlet;
import org.aliquot.server.testsupport.S3Proxy;
import org.aliquot.server.testsupport.Scratch;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A server whose exports go into a bucket, as clients and operators see it. */
class ExportToBucketTest {
    private static S3Proxy storage;
    private static Path bucket;
    private static Path config;
    private static TestServer server;

    private final HttpClient elsewhere = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        storage = new S3Proxy();
        bucket = storage.bucket("lab");
        config = Scratch.directory("export-to-bucket");
        server = TestServer.start(Files.writeString(
                config.resolve("server.yml"), """
                aliquot.export.s3:
                  bucket: lab
                  prefix: exports/
                  endpoint: %s
                  path-style: true
                  access-key: %s
                  secret-key: %s
                  patience: 2s
                """.formatted(storage.url(), S3Proxy.ACCESS_KEY, S3Proxy.SECRET_KEY)));
        Basic basic = new Basic();
        basic.getCode().setText("in a bucket");
        server.create(basic);
    }

    @AfterAll
    static void stop() {
        server.close();
        storage.close();
        Scratch.delete(config);
    }

    private static String order() {
        Answer accepted = server.get("$export?_type=Basic", "Prefer", "respond-async");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Content-Location");
    }

    private static JsonNode done(String job) {
        Answer answer = Exported.await(server, job);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.tree();
    }

    private static String id(String job) {
        return job.replaceFirst(".*_jobId=", "");
    }

    private static Path objects(String job) {
        return bucket.resolve("exports")
                .resolve(ServerIdentity.in(server.dataDir()))
                .resolve(id(job));
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Connection writer() throws Exception {
        Connection connection = server.bean(DataSource.class).getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists export_waits (n int)");
        }
        return connection;
    }

    private static void sql(String sql) throws Exception {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HttpResponse<String> fetch(String url) {
        try {
            return elsewhere.send(
                    HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String queryIn(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> entity.hasQuery())
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static List<AuditEvent> audit(String query) {
        Bundle all = server.parse(Bundle.class, server.get("AuditEvent?_sort=-date&_count=500"));
        return all.getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .filter(event -> queryIn(event).contains(query))
                .toList();
    }

    @Test
    void whoHasTheTokenIsSentToTheFileForAWhileAndTheFetchIsInTheAudit() throws Exception {
        String job = order();
        JsonNode manifest = done(job);
        assertThat(manifest.path("requiresAccessToken").asBoolean()).isTrue();
        String url = manifest.at("/output/0/url").asText();
        assertThat(url).startsWith(server.fhirUrl() + "/$export-file/");
        assertThat(names(objects(job))).containsExactly("Basic.1.ndjson");
        assertThat(server.dataDir().resolve("exports").resolve(id(job))).doesNotExist();

        assertThat(server.get(url, "Authorization", "").status()).isEqualTo(401);
        Answer sent = server.get(url);
        assertThat(sent.status()).isEqualTo(307);
        assertThat(sent.header("Cache-Control")).contains("no-store");
        assertThat(sent.header("Location")).startsWith(storage.url()).contains("X-Amz-Expires=900");
        HttpResponse<String> file = fetch(sent.header("Location"));
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).contains("application/fhir+ndjson");
        assertThat(file.body().lines())
                .hasSize(manifest.at("/output/0/count").asInt())
                .allSatisfy(line -> assertThat(
                                Exported.tree(line).path("resourceType").asText())
                        .isEqualTo("Basic"));

        Answer head = server.send("HEAD", url, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(file.body().getBytes(StandardCharsets.UTF_8).length));
        assertThat(audit("GET /fhir/$export-file/" + id(job) + "/Basic.1.ndjson"))
                .filteredOn(event -> event.getOutcome() == AuditEvent.AuditEventOutcome._0)
                .hasSize(1);
    }

    @Test
    void rowsOfAViewAreThereAsWhatTheyAre() throws Exception {
        Answer done = Exported.await(
                server,
                server.get("ViewDefinition/patients/$viewdefinition-export?_format=csv", "Prefer", "respond-async")
                        .header("Content-Location"));
        Answer result = server.get(done.header("Location"));
        String job = result.tree().at("/parameter/0/valueString").asText();
        assertThat(names(objects(job))).containsExactly("patients.csv");
        HttpResponse<String> file =
                fetch(server.get("$export-file/" + job + "/patients.csv").header("Location"));
        assertThat(file.headers().firstValue("Content-Type")).contains("text/csv");
        assertThat(file.body()).startsWith("id,");
    }

    @Test
    void whatIsDeletedOrExpiredIsThrownOutOfTheBucket() throws Exception {
        String deleted = order();
        String url = done(deleted).at("/output/0/url").asText();
        assertThat(server.delete(deleted).status()).isEqualTo(202);
        assertThat(names(objects(deleted))).isEmpty();
        assertThat(server.get(url).status()).isEqualTo(404);

        String expired = order();
        done(expired);
        sql("update aliquot_export set expires = now() - interval '1 second' where id = '" + id(expired) + "'");
        server.bean(ExportJobs.class).tidy();
        assertThat(server.get(expired).status()).isEqualTo(404);
        assertThat(names(objects(expired))).isEmpty();
    }

    @Test
    void anObjectThatSomebodyTookOrCutIsNotOffered() throws Exception {
        String job = order();
        String url = done(job).at("/output/0/url").asText();
        Path object = objects(job).resolve("Basic.1.ndjson");
        byte[] content = Files.readAllBytes(object);

        Files.write(object, Arrays.copyOf(content, 5));
        assertThat(server.get(job).status()).isEqualTo(410);
        assertThat(server.get(url).status()).isEqualTo(404);
        Files.delete(object);
        Answer gone = server.get(job);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.body()).contains("Basic.1.ndjson");
        assertThat(server.get(url).status()).isEqualTo(404);
    }

    @Test
    void aBucketThatIsAwayMidwayFailsTheJobAndIsClearedOnceItIsBack() throws Exception {
        String job;
        try (Connection writer = writer()) {
            job = order();
            while (!Files.exists(server.dataDir().resolve("exports").resolve(id(job)))) {
                Thread.sleep(5);
            }
            // As one that has arrived before.
            Files.createDirectories(objects(job));
            Files.writeString(objects(job).resolve("Account.1.ndjson"), "{}");
            storage.stop();
            writer.rollback();
        }
        Answer failed = Exported.await(server, job);
        assertThat(failed.status()).as(failed.body()).isEqualTo(500);
        assertThat(failed.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(failed.tree().at("/issue/0/diagnostics").asText())
                .contains("its files could not be kept: bucket lab cannot be reached");
        assertThat(server.dataDir().resolve("exports").resolve(id(job))).doesNotExist();

        storage.start(S3Proxy.SECRET_KEY);
        server.bean(ExportJobs.class).tidy();
        assertThat(names(objects(job))).isEmpty();
        assertThat(server.get(job).status()).isEqualTo(500);
    }

    @Test
    void aBucketThatIsAwayLaterMakesClientsWaitAndNoFileMissing() {
        String job = order();
        String url = done(job).at("/output/0/url").asText();
        storage.stop();
        try {
            for (String asked : new String[] {job, url}) {
                Answer away = server.get(asked);
                assertThat(away.status()).as(away.body()).isEqualTo(503);
                assertThat(away.header("Retry-After")).isEqualTo("30");
                assertThat(away.tree().at("/issue/0/diagnostics").asText()).contains("bucket lab cannot be reached");
            }
        } finally {
            storage.start(S3Proxy.SECRET_KEY);
        }
        assertThat(server.get(job).status()).isEqualTo(200);
        assertThat(fetch(server.get(url).header("Location")).statusCode()).isEqualTo(200);
    }

    @Test
    void credentialsThatAreRefusedFailTheJobByTheBucketsName() {
        storage.stop();
        storage.start("another secret");
        try {
            Answer failed = Exported.await(server, order());
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.tree().at("/issue/0/diagnostics").asText())
                    .contains("bucket lab refuses this (403 SignatureDoesNotMatch)");
            assertThat(failed.body()).doesNotContain(S3Proxy.SECRET_KEY, S3Proxy.ACCESS_KEY);
        } finally {
            storage.stop();
            storage.start(S3Proxy.SECRET_KEY);
        }
    }

    @Test
    void whatTheServersEndCutShortBeginsAnewAndWhatIsNobodysGoes() throws Exception {
        String job = order();
        done(job);
        sql("update aliquot_export set state = 'RUNNING', made = null, ended = null where id = '" + id(job) + "'");
        Files.writeString(objects(job).resolve("Half.1.ndjson"), "{\"resourceT");
        Path nobodys = objects(UUID.randomUUID().toString());
        Path anothers = bucket.resolve("exports/another-server/" + UUID.randomUUID());
        for (Path left : new Path[] {nobodys, anothers}) {
            Files.createDirectories(left);
            Files.writeString(left.resolve("Patient.1.ndjson"), "{}");
        }

        server.bean(ExportJobs.class).start();
        done(job);
        assertThat(names(objects(job))).containsExactly("Basic.1.ndjson");
        assertThat(names(nobodys)).isEmpty();
        assertThat(names(anothers)).containsExactly("Patient.1.ndjson");
    }

    @Test
    void theCommandGoesWhereItIsSent(@TempDir Path temp) throws Exception {
        Path folder = temp.resolve("out");
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ExportCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        "--server",
                        server.baseUrl(),
                        "--token",
                        server.operatorToken(),
                        "--to",
                        folder.toString(),
                        "--types",
                        "Basic");
        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(names(folder)).containsExactlyInAnyOrder("Basic.1.ndjson", "manifest.json");
        assertThat(Files.readAllLines(folder.resolve("Basic.1.ndjson"))).isNotEmpty();
    }

    @Test
    void linksInTheManifestNeedNoTokenAndAreInTheAudit() {
        String job = order();
        done(job);
        ExportProvider ours = server.bean(ExportProvider.class);
        ExportProvider linking = new ExportProvider(
                server.bean(ClientExports.class),
                server.bean(ExportJobs.class),
                new OrderReader(server.fhir(), Clock.systemUTC()),
                server.bean(ExportRules.class),
                server.bean(Searches.class),
                server.bean(Subjects.class),
                server.fhir(),
                true,
                true);
        FhirServlet servlet = server.bean(FhirServlet.class);
        servlet.unregisterProvider(ours);
        servlet.registerProvider(linking);
        try {
            JsonNode manifest = done(job);
            assertThat(manifest.path("requiresAccessToken").asBoolean()).isFalse();
            HttpResponse<String> file = fetch(manifest.at("/output/0/url").asText());
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.body().lines())
                    .hasSize(manifest.at("/output/0/count").asInt());
            assertThat(audit("_jobId=" + id(job)))
                    .anySatisfy(event -> assertThat(
                                    Optional.of(server.fhir().newJsonParser().encodeResourceToString(event)))
                            .get()
                            .asString()
                            .contains("links handed out: Basic.1.ndjson"));
        } finally {
            servlet.unregisterProvider(linking);
            servlet.registerProvider(ours);
        }
    }
}
