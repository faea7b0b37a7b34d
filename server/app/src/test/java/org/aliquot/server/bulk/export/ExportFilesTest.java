package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Basic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching files: whole, in part, packed; and what is not there. */
@WithServer
class ExportFilesTest {
    private final TestServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private String job;
    private String url;

    ExportFilesTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void export() {
        Basic basic = new Basic();
        basic.getCode().setText("in a file");
        server.create(basic);
        job = server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location");
        url = Exported.await(server, job).tree().at("/output/0/url").asText();
    }

    private HttpResponse<byte[]> fetch(String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + server.operatorToken());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void anInterruptedFetchGoesOnWhereItWas() throws Exception {
        HttpResponse<byte[]> whole = fetch();
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        url = url.replace("$", "%24");
        assertThat(fetch().body()).as("percent-encoded").isEqualTo(whole.body());
        HttpResponse<byte[]> rest = fetch("Range", "bytes=10-", "If-Range", tag);
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 10, whole.body().length));
        assertThat(fetch("Range", "bytes=10-", "If-Range", "\"another\"").statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = fetch("Range", "bytes=" + whole.body().length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + whole.body().length);
        assertThat(beyond.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/fhir+json");
        assertThat(Exported.tree(new String(beyond.body(), StandardCharsets.UTF_8))
                        .path("resourceType")
                        .asText())
                .isEqualTo("OperationOutcome");
        assertThat(fetch("Range", "lines=1-2").statusCode()).isEqualTo(200);
    }

    @Test
    void whoeverTakesItPackedHasItPacked() throws Exception {
        HttpResponse<byte[]> packed = fetch("Accept-Encoding", "br;q=1.0, gzip;q=0.8");
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(fetch().body(), StandardCharsets.UTF_8));
        }
        assertThat(fetch("Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void aFileThatWasCutShortIsNotOffered() throws Exception {
        Path file = server.dataDir()
                .resolve("exports")
                .resolve(job.replaceFirst(".*_jobId=", ""))
                .resolve(url.replaceFirst(".*/", ""));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5));
        assertThat(server.get(url).status()).isEqualTo(404);
        assertThat(server.get(job).status()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../aliquot.lock",
                "..%2Faliquot.lock",
                "%2e%2e/aliquot.lock",
                "Basic.2.ndjson",
                "Basic.1.ndjson/",
                "Basic.1.ndjson%00",
                ""
            })
    void whatIsNoFileOfTheExportIsNotThere(String name) {
        Answer answer = server.get(url.replaceFirst("[^/]*$", "") + name);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("pid");
    }
}
