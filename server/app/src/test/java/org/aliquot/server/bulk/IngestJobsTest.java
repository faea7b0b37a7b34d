package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.ingest.job.IngestJobs;
import org.aliquot.ingest.job.IngestMetrics;
import org.aliquot.ingest.job.JobOptions;
import org.aliquot.ingest.job.JobSettings;
import org.aliquot.ingest.job.JobSettings.MissingTargets;
import org.aliquot.ingest.job.Lane;
import org.aliquot.ingest.job.LoadMode;
import org.aliquot.ingest.job.UnknownJobException;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobState;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceKind;
import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.source.AllowedUrls;
import org.aliquot.ingest.job.source.FileSource;
import org.aliquot.ingest.job.source.UrlSource;
import org.aliquot.ingest.validate.Level;
import org.aliquot.ingest.validate.LineCheck;
import org.aliquot.ingest.validate.LineChecks;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs through outages, stops and bad sources, on a real database. */
@WithServer
class IngestJobsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);
    private final String owner = "test-" + n;
    private final List<IngestJobs> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    IngestJobsTest(TestServer server) {
        this.server = server;
    }

    @AfterEach
    void close() {
        opened.forEach(IngestJobs::close);
    }

    @Test
    void anOutageStoresNothingTwiceAndLosesNothing() throws Exception {
        FaultyStore store = new FaultyStore(
                dao(),
                FaultyStore.Fault.UNREACHABLE,
                FaultyStore.Fault.LOST,
                FaultyStore.Fault.UNREACHABLE,
                FaultyStore.Fault.UNREACHABLE,
                FaultyStore.Fault.NONE,
                FaultyStore.Fault.UNANSWERED,
                FaultyStore.Fault.LOST);

        JobStatus job = run(jobs(store, MissingTargets.REFUSE), file(withoutIds(300)));

        assertThat(job.state()).isEqualTo(JobState.DONE);
        assertThat(job.counts()).isEqualTo(new Counts(300, 300, 0, 0, 0));
        assertThat(stored()).isEqualTo(300);
    }

    @Test
    void aJobThatTheServerStoppedGoesOnAtTheNextStart() throws Exception {
        FaultyStore slow = new FaultyStore(dao()).slowedBy(100);
        IngestJobs before = jobs(slow, MissingTargets.REFUSE);
        String id = before.submit(JobOptions.via("dao"), null, List.of(file(withoutIds(1000))))
                .id();
        slow.untilFirstBatch();
        before.close();
        long storedBefore = stored();
        assertThat(storedBefore).isBetween(1L, 999L);

        IngestJobs after = jobs(dao(), MissingTargets.REFUSE);
        after.start();
        JobStatus job = untilEnded(after, id);

        assertThat(job.counts()).isEqualTo(new Counts(1000, 1000, 0, 0, 0));
        assertThat(stored()).isEqualTo(1000);
    }

    @Test
    void aJobThatGoesOnLooksAtItsLinesAsItDidBefore() throws Exception {
        FaultyStore slow = new FaultyStore(dao()).slowedBy(100);
        IngestJobs before = jobs(slow, MissingTargets.REFUSE);
        String id = before.submit(new JobOptions("dao", "full"), null, List.of(file(withoutIds(1000))))
                .id();
        slow.untilFirstBatch();
        before.close();
        LineCheck refusing = json -> {
            throw new LineRefusedException("does not conform");
        };

        IngestJobs after =
                jobs(dao(), MissingTargets.REFUSE, new LineChecks(LineCheck.NONE, refusing, Level.STRUCTURE));
        after.start();
        JobStatus job = untilEnded(after, id);

        assertThat(job.validation()).isEqualTo(Level.FULL);
        assertThat(job.counts().refused()).isBetween(1L, 999L);
        assertThat(job.counts().stored() + job.counts().refused()).isEqualTo(1000);
    }

    @Test
    void aLineThatWaitsForAnotherIsLookedAtLikeEveryOther() throws Exception {
        LineCheck check = json -> {
            if (new String(json, UTF_8).contains("\"Patient/bad-")) {
                throw new LineRefusedException("does not conform");
            }
        };
        for (BulkStore store : List.of(dao(), copy())) {
            IngestJobs jobs = jobs(store, MissingTargets.REFUSE, new LineChecks(check, check, Level.STRUCTURE));
            String to = UUID.randomUUID().toString().substring(0, 8);
            SourceSpec lines =
                    file(List.of(linked("bad-" + to, "bad-" + to + "x"), linked("ok" + to, to), linked(to, to)));

            JobStatus job = untilEnded(
                    jobs,
                    jobs.submit(new JobOptions("dao", "profiles"), null, List.of(lines))
                            .id());

            assertThat(job.counts()).isEqualTo(new Counts(3, 2, 0, 1, 0));
            List<String> reasons = new ArrayList<>();
            jobs.errors(job.id(), refused -> reasons.add(refused.reason()));
            assertThat(reasons).singleElement().asString().contains("does not conform");
        }
    }

    @Test
    void aCancelledJobKeepsWhatItStoredAndStopsThere() throws Exception {
        FaultyStore slow = new FaultyStore(dao()).slowedBy(100);
        IngestJobs jobs = jobs(slow, MissingTargets.REFUSE);
        String id = jobs.submit(JobOptions.via("dao"), null, List.of(file(withoutIds(1000))))
                .id();
        slow.untilFirstBatch();

        assertThat(jobs.cancel(id)).isTrue();
        JobStatus job = untilEnded(jobs, id);

        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        assertThat(stored()).isEqualTo(job.counts().stored()).isBetween(1L, 999L);
        assertThat(jobs.cancel(id)).as("again").isFalse();
    }

    @Test
    void linesThatReferToEachOtherFarApartAreStoredTogether() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(linked("a", "b"));
        lines.addAll(withoutIds(200));
        lines.add(linked("b", "a"));
        lines.add(linked("c", "nobody"));

        JobStatus job = run(jobs(dao(), MissingTargets.REFUSE), file(lines));

        assertThat(job.counts()).isEqualTo(new Counts(203, 202, 0, 1, 0));
        assertThat(server.get("Patient/a-" + n).status()).isEqualTo(200);
        assertThat(server.get("Patient/b-" + n).status()).isEqualTo(200);
    }

    @Test
    void aPlaceholderIsMadeOnlyWhereTheSettingsSaySo() throws Exception {
        JobStatus job = run(jobs(dao(), MissingTargets.PLACEHOLDER), file(List.of(linked("p", "absent"))));

        assertThat(job.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
        assertThat(server.get("Patient/absent-" + n).body()).contains("resource-placeholder");
    }

    @Test
    void noPlaceholderTakesThePlaceOfWhatWasDeleted() throws Exception {
        for (BulkStore store : List.of(dao(), server.bean(CopyBulkStore.class))) {
            String id = UUID.randomUUID().toString().substring(0, 8);
            server.put("Patient/" + id + "-" + n, linked(id, id).replaceFirst(",\"link.*]", ""));
            server.delete("Patient/" + id + "-" + n);

            JobStatus job = run(jobs(store, MissingTargets.PLACEHOLDER), file(List.of(linked("x" + id, id))));

            assertThat(job.state()).isEqualTo(JobState.DONE);
            assertThat(job.counts()).isEqualTo(new Counts(1, 0, 0, 1, 0));
            assertThat(server.get("Patient/" + id + "-" + n).status()).isEqualTo(410);
        }
    }

    @Test
    void aBodyAfterTheEndOfItsJobIsNotTaken() throws Exception {
        IngestJobs jobs = jobs(dao(), MissingTargets.REFUSE);
        String done = jobs.open(JobOptions.DEFAULT).id();
        jobs.finish(done);
        String cancelled = jobs.open(JobOptions.DEFAULT).id();
        jobs.cancel(cancelled);

        assertThat(jobs.finish(done).state()).isEqualTo(JobState.DONE);
        assertThat(jobs.finish(cancelled).state()).isEqualTo(JobState.CANCELLED);
        assertThatThrownBy(() -> jobs.append(done, "late", InputStream.nullInputStream()))
                .isInstanceOf(UnknownJobException.class)
                .hasMessageContaining("not open");
    }

    @Test
    void aUrlThatFailsIsNamedAndTheOthersAreLoaded() throws Exception {
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = String.join("\n", withoutIds(5)).getBytes(UTF_8);
        files.createContext("/good", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        files.start();
        String base = "http://127.0.0.1:" + files.getAddress().getPort();
        try {
            JobStatus job = run(
                    jobs(dao(), MissingTargets.REFUSE),
                    url("http://127.0.0.2/hidden", null),
                    url(base + "/gone", "Patient"),
                    url(base + "/good", "Observation"),
                    url(base + "/good", "Patient"),
                    new SourceSpec(SourceKind.FILE, "/nowhere/x.ndjson", "x.ndjson", null));

            assertThat(job.state()).isEqualTo(JobState.DONE);
            assertThat(job.failedSources()).isEqualTo(3);
            assertThat(job.counts()).isEqualTo(new Counts(10, 5, 0, 5, 0));
            assertThat(job.sources())
                    .filteredOn(source -> source.state() == SourceState.FAILED)
                    .extracting(source -> source.reason())
                    .anyMatch(reason -> reason.contains("not allowed"))
                    .anyMatch(reason -> reason.equals("answered with status 404"))
                    .anyMatch(reason -> reason.equals("is no file"));
        } finally {
            files.stop(0);
        }
    }

    @Test
    void aLineWithoutEndIsLetGoWhenItsJobIsCancelled() throws Exception {
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        files.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = "x".repeat(1 << 16).getBytes(UTF_8);
            try {
                while (true) {
                    exchange.getResponseBody().write(piece);
                    begun.countDown();
                }
            } catch (IOException e) {
                letGo.countDown();
            }
        });
        files.start();
        try {
            IngestJobs jobs = jobs(dao(), MissingTargets.REFUSE);
            String id = jobs.submit(
                            JobOptions.DEFAULT,
                            null,
                            List.of(url("http://127.0.0.1:" + files.getAddress().getPort() + "/endless", null)))
                    .id();
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

            assertThat(jobs.cancel(id)).isTrue();

            assertThat(letGo.await(1, TimeUnit.MINUTES))
                    .as("nobody downloads any more")
                    .isTrue();
            assertThat(untilEnded(jobs, id).state()).isEqualTo(JobState.CANCELLED);
        } finally {
            files.stop(0);
        }
    }

    @Test
    void aJobIsCancelledAtOnceWhileItsTablesAreMadeGood() throws Exception {
        SlowLoad load = new SlowLoad();
        IngestJobs jobs = jobs(copy(), MissingTargets.REFUSE, load);
        String id = jobs.open(JobOptions.DEFAULT).id();
        jobs.append(id, "body", body(withoutIds(1)));

        assertThat(jobs.cancel(id)).isTrue();

        load.untilItMakes();
        assertThat(jobs.status(id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.status(id).reason()).isEqualTo("an index (step 1)");
        assertThat(run(jobs, file(withoutIds(1))).state()).as("another job").isEqualTo(JobState.DONE);
        load.end();
    }

    @Test
    void aJobThatMakesItsTablesGoodCanBeCancelled() throws Exception {
        SlowLoad load = new SlowLoad();
        IngestJobs jobs = jobs(copy(), MissingTargets.REFUSE, load);
        String id = jobs.submit(JobOptions.via("dao"), null, List.of(file(withoutIds(1))))
                .id();
        load.untilItMakes();

        assertThat(jobs.cancel(id)).isTrue();

        assertThat(jobs.status(id).state()).isEqualTo(JobState.CANCELLED);
        load.end();
        jobs.close();
        assertThat(jobs.status(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aServerThatStopsDoesNotWaitUntilTablesAreMadeGood() throws Exception {
        SlowLoad load = new SlowLoad();
        IngestJobs before = jobs(copy(), MissingTargets.REFUSE, load);
        String id = before.submit(JobOptions.via("dao"), null, List.of(file(withoutIds(1))))
                .id();
        load.untilItMakes();

        before.close();

        assertThat(load.isAbandoned()).isTrue();
        IngestJobs after = jobs(dao(), MissingTargets.REFUSE);
        after.start();
        assertThat(untilEnded(after, id).counts()).isEqualTo(new Counts(1, 1, 0, 0, 0));
    }

    /** What goes through it never searches, so that an initial load can begin. */
    private BulkStore copy() {
        return server.bean(CopyBulkStore.class);
    }

    private BulkStore dao() {
        return server.bean(HapiDaoBulkStore.class);
    }

    private IngestJobs jobs(BulkStore store, MissingTargets missingTargets) {
        return jobs(store, missingTargets, LineChecks.NONE);
    }

    private IngestJobs jobs(BulkStore store, MissingTargets missingTargets, LoadMode loadMode) {
        return jobs(store, missingTargets, LineChecks.NONE, loadMode);
    }

    private IngestJobs jobs(BulkStore store, MissingTargets missingTargets, LineChecks checks) {
        return jobs(store, missingTargets, checks, LoadMode.NONE);
    }

    private IngestJobs jobs(BulkStore store, MissingTargets missingTargets, LineChecks checks, LoadMode loadMode) {
        AllowedUrls allowed = new AllowedUrls(List.of(URI.create("http://127.0.0.1")));
        IngestJobs jobs = new IngestJobs(
                server.bean(DataSource.class),
                owner,
                List.of(new Lane("dao", store, 50)),
                spec -> spec.kind() == SourceKind.FILE
                        ? new FileSource(Path.of(spec.location()))
                        : new UrlSource(
                                URI.create(spec.location()),
                                spec.location().contains("127.0.0.1") ? anyPort(spec.location()) : allowed,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20)),
                new JobSettings(1024 * 1024, 8 * 1024 * 1024, 2, 1, 2, missingTargets),
                loadMode,
                checks,
                IngestMetrics.NONE,
                Clock.systemUTC());
        opened.add(jobs);
        return jobs;
    }

    private static AllowedUrls anyPort(String url) {
        return new AllowedUrls(List.of(URI.create(url)));
    }

    private static JobStatus run(IngestJobs jobs, SourceSpec... sources) throws InterruptedException {
        return untilEnded(
                jobs, jobs.submit(JobOptions.via("dao"), null, List.of(sources)).id());
    }

    private static JobStatus untilEnded(IngestJobs jobs, String id) throws InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        while (!jobs.status(id).state().isFinal()) {
            assertThat(Instant.now()).as("patience with %s", jobs.status(id)).isBefore(until);
            Thread.sleep(100);
        }
        return jobs.status(id);
    }

    private static InputStream body(List<String> lines) {
        return new ByteArrayInputStream(String.join("\n", lines).getBytes(UTF_8));
    }

    private SourceSpec file(List<String> lines) throws IOException {
        Path file = Files.write(folder.resolve(UUID.randomUUID() + ".ndjson"), lines);
        return new SourceSpec(
                SourceKind.FILE, file.toString(), file.getFileName().toString(), null);
    }

    private static SourceSpec url(String url, String type) {
        return new SourceSpec(SourceKind.URL, url, url, type);
    }

    /** Stored twice they would be two. */
    private List<String> withoutIds(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:test:ingest\",\"value\":\"" + n
                    + "\"}],\"name\":[{\"family\":\"Invented" + i + "\"}]}");
        }
        return lines;
    }

    private String linked(String id, String to) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "-" + n
                + "\",\"link\":[{\"other\":{\"reference\":\"Patient/" + to + "-" + n + "\"},\"type\":\"seealso\"}]}";
    }

    private long stored() {
        return server.get("Patient?_summary=count&identifier=urn:test:ingest%7C" + n)
                .tree()
                .path("total")
                .asLong();
    }
}
