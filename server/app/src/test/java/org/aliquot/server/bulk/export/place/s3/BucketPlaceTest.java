package org.aliquot.server.bulk.export.place.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aliquot.server.bulk.export.place.Intake;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.place.LocalPlace;
import org.aliquot.server.bulk.export.place.Place;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.aliquot.server.settings.S3Settings;
import org.aliquot.server.testsupport.S3Proxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A bucket of a storage that answers over HTTP: what arrives, what is handed out, what breaks. */
class BucketPlaceTest {
    private static final String BUCKET = "lab";
    private static final String SERVER = "server-1";
    private static final int LEAST_PART = 5 << 20;

    private static S3Proxy storage;
    private static Path objects;

    @TempDir
    private Path staging;

    private final Place.Job job = new Place.Job(SERVER, UUID.randomUUID().toString());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        storage = new S3Proxy();
        objects = storage.bucket(BUCKET);
    }

    @AfterAll
    static void stop() {
        storage.close();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static S3Settings settings(String bucket, String secret, Duration patience) {
        return new S3Settings(
                bucket,
                "exports/",
                storage.url(),
                "",
                "",
                true,
                S3Proxy.ACCESS_KEY,
                secret,
                S3Settings.Download.REDIRECT,
                Duration.ofMinutes(15),
                patience);
    }

    private BucketPlace place(String bucket, String secret, Duration patience) throws IOException {
        S3Settings settings = settings(bucket, secret, patience);
        BucketPlace place = new BucketPlace(
                new LocalPlace(staging),
                new Bucket(bucket, Storage.client(settings), Storage.signer(settings), LEAST_PART),
                settings.prefix(),
                settings.linkLifetime(),
                new Patience(patience, Clock.systemUTC()),
                threads);
        place.open();
        return place;
    }

    private BucketPlace place() throws IOException {
        return place(BUCKET, S3Proxy.SECRET_KEY, Duration.ofSeconds(1));
    }

    private static byte[] make(Intake intake, String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.write(intake.folder().resolve(name), content);
        return content;
    }

    private HttpResponse<byte[]> send(String method, URI url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static URI link(Place place, Place.Job job, String name, Duration most) {
        return ((Kept.Elsewhere) place.at(job, name, 0, most)).url();
    }

    @Test
    void filesArriveWholeInOneRequestOrInPartsAndLeaveNothingHere() throws Exception {
        try (BucketPlace place = place()) {
            byte[] large;
            try (Intake intake = place.begin(job, () -> false)) {
                large = make(intake, "Large.1.ndjson", 2 * LEAST_PART + 4_321);
                make(intake, "Small.1.ndjson", 10);
                make(intake, "Small.2.ndjson", 11);
                intake.take("Large.1.ndjson", large.length);
                intake.take("Small.1.ndjson", 10);
                intake.take("Small.2.ndjson", 11);
                intake.finish();
                assertThat(intake.folder()).doesNotExist();
            }
            assertThat(place.sizes(job))
                    .isEqualTo(Map.of(
                            "Large.1.ndjson", (long) large.length, "Small.1.ndjson", 10L, "Small.2.ndjson", 11L));
            assertThat(place.size(job, "Small.3.ndjson")).isEmpty();
            assertThat(place.jobs(SERVER)).contains(job.id());
            assertThat(place.jobs("server-2")).isEmpty();
            HttpResponse<byte[]> fetched = send("GET", link(place, job, "Large.1.ndjson", Duration.ofMinutes(1)));
            assertThat(fetched.body()).isEqualTo(large);
            assertThat(fetched.headers().firstValue("Content-Type")).contains("application/fhir+ndjson");

            place.remove(job);
            assertThat(place.sizes(job)).isEmpty();
            assertThat(place.jobs(SERVER)).doesNotContain(job.id());
        }
    }

    @Test
    void uploadsThatNobodyEndsGoWithTheJob() throws Exception {
        Place.Job other = new Place.Job(SERVER, UUID.randomUUID().toString());
        S3Settings settings = settings(BUCKET, S3Proxy.SECRET_KEY, Duration.ofSeconds(1));
        try (BucketPlace place = place();
                S3Client client = Storage.client(settings)) {
            // As the end of a server leaves them.
            for (Place.Job one : List.of(job, other)) {
                client.createMultipartUpload(
                        create -> create.bucket(BUCKET).key("exports/" + SERVER + "/" + one.id() + "/A.1.ndjson"));
            }
            place.remove(job);
            assertThat(client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads())
                    .extracting(MultipartUpload::key)
                    .noneMatch(key -> key.contains(job.id()))
                    .anyMatch(key -> key.contains(other.id()));
            place.remove(other);
        }
    }

    @Test
    void anAddressIsForOneObjectForReadingAndForAWhile() throws Exception {
        try (BucketPlace place = place()) {
            try (Intake intake = place.begin(job, () -> false)) {
                for (String name : new String[] {"A.1.ndjson", "B.1.ndjson"}) {
                    make(intake, name, 10);
                    intake.take(name, 10);
                }
                intake.finish();
            }
            URI link = link(place, job, "A.1.ndjson", Duration.ofSeconds(3));
            Instant made = Instant.now();
            assertThat(send("GET", link).statusCode()).isEqualTo(200);
            assertThat(send("GET", URI.create(link.toString().replace("A.1.ndjson", "B.1.ndjson")))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send("GET", URI.create(link.toString().replaceFirst("\\?.*", "")))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send("DELETE", link).statusCode()).isEqualTo(403);
            assertThat(place.size(job, "A.1.ndjson")).hasValue(10);
            while (Duration.between(made, Instant.now()).compareTo(Duration.ofMillis(4_100)) < 0) {
                Thread.sleep(50);
            }
            assertThat(send("GET", link).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void whatIsSentOnceTheStorageIsAwayFailsTheJobAndWhatWasSentCanBeThrownAwayLater() throws Exception {
        try (BucketPlace place = place()) {
            try (Intake intake = place.begin(job, () -> false)) {
                make(intake, "A.1.ndjson", 10);
                intake.take("A.1.ndjson", 10);
                while (Files.exists(intake.folder().resolve("A.1.ndjson"))) {
                    Thread.sleep(10);
                }
                storage.stop();
                make(intake, "B.1.ndjson", 10);
                intake.take("B.1.ndjson", 10);
                assertThatThrownBy(intake::finish)
                        .isInstanceOf(PlaceException.class)
                        .hasMessage("bucket lab cannot be reached");
                assertThatThrownBy(() -> intake.take("C.1.ndjson", 10)).isInstanceOf(PlaceException.class);
            }
            assertThatThrownBy(() -> place.remove(job)).isInstanceOf(PlaceException.class);
            assertThatThrownBy(() -> place.sizes(job)).isInstanceOf(PlaceException.class);
            storage.start(S3Proxy.SECRET_KEY);
            assertThat(place.jobs(SERVER)).contains(job.id());
            place.remove(job);
            assertThat(place.jobs(SERVER)).doesNotContain(job.id());
            assertThat(objects.resolve("exports").resolve(SERVER).resolve(job.id()))
                    .doesNotExist();
        }
    }

    @Test
    void aStorageThatComesBackInTimeIsWaitedFor() throws Exception {
        try (BucketPlace place = place(BUCKET, S3Proxy.SECRET_KEY, Duration.ofMinutes(1));
                Intake intake = place.begin(job, () -> false)) {
            storage.stop();
            make(intake, "A.1.ndjson", 10);
            intake.take("A.1.ndjson", 10);
            storage.start(S3Proxy.SECRET_KEY);
            intake.finish();
            assertThat(place.size(job, "A.1.ndjson")).hasValue(10);
        }
    }

    @Test
    void aJobThatIsStoppedDoesNotWaitForTheStorage() throws Exception {
        AtomicBoolean isStopped = new AtomicBoolean();
        try (BucketPlace place = place(BUCKET, S3Proxy.SECRET_KEY, Duration.ofMinutes(1))) {
            Intake intake = place.begin(job, isStopped::get);
            storage.stop();
            try {
                make(intake, "A.1.ndjson", 10);
                intake.take("A.1.ndjson", 10);
                isStopped.set(true);
                Instant asked = Instant.now();
                assertThatThrownBy(intake::finish).isInstanceOf(CancellationException.class);
                intake.close();
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
            } finally {
                storage.start(S3Proxy.SECRET_KEY);
            }
        }
    }

    @Test
    void aStorageThatRefusesUsIsToldByTheBucketsNameAndNothingIsTriedAgain() throws Exception {
        try (BucketPlace place = place(BUCKET, "another", Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> place.begin(job, () -> false))
                    .isInstanceOf(PlaceException.class)
                    .hasMessage("bucket lab refuses this (403 SignatureDoesNotMatch)")
                    .hasStackTraceContaining("403")
                    .satisfies(e -> assertThat(e.getCause().toString()).doesNotContain("another"));
        }
        try (BucketPlace place = place("none", S3Proxy.SECRET_KEY, Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> place.begin(job, () -> false))
                    .isInstanceOf(PlaceException.class)
                    .hasMessage("bucket none is not there (404 NoSuchBucket)");
        }
    }
}
