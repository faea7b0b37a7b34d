package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.aliquot.server.Aliquot;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines made to hurt a load: each is refused, the others are stored. */
@WithServer
class HostileLinesTest {
    /** In mebibytes; the tests' heap is 3 GB. */
    private static final int UNPACKED = 3_300;

    @TempDir
    private static Path folder;

    private final TestServer server;

    HostileLinesTest(TestServer server) {
        this.server = server;
    }

    private static String patient(String id) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}\n";
    }

    private static Path bomb(String before, String after) throws IOException {
        Path file = folder.resolve(UUID.randomUUID() + ".ndjson.gz");
        byte[] piece = "a".repeat(1 << 20).getBytes(UTF_8);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(patient(before).getBytes(UTF_8));
            for (int i = 0; i < UNPACKED; i++) {
                gzip.write(piece);
            }
            gzip.write(("\n" + patient(after)).getBytes(UTF_8));
        }
        assertThat(Files.size(file)).isLessThan(10_000_000);
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"extension\":[", "{\"contained\":[{\"resourceType\":\"Patient\","})
    void aLineThatIsDeepIsRefused(String open) throws Exception {
        String good = "d" + UUID.randomUUID();
        String deep = "{\"resourceType\":\"Patient\",\"extension\":" + open.repeat(100_000) + "\n";
        String closed =
                "{\"resourceType\":\"Patient\",\"extension\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n";
        for (String via : new String[] {"copy", "dao"}) {
            JsonNode job = server.post("/ops/ingest?source=deep&via=" + via, deep + closed + patient(good))
                    .tree();
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
            assertThat(job.at("/lines/refused").asInt()).as(job.toString()).isEqualTo(2);
            assertThat(server.get("Patient/" + good).status()).isEqualTo(200);
        }
    }

    /** A small file that unpacks to more than this JVM has memory for. */
    @Test
    void aLineThatUnpacksToMoreThanTheMemoryIsRefusedAndTheOthersAreStored() throws Exception {
        String before = "b" + UUID.randomUUID();
        String after = "a" + UUID.randomUUID();
        Path bomb = bomb(before, after);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.baseUrl() + "/ops/ingest?source=bomb"))
                                .header("Authorization", "Bearer " + server.operatorToken())
                                .POST(HttpRequest.BodyPublishers.ofFile(bomb))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode job = new ObjectMapper().readTree(answer.body());
        assertThat(job.at("/lines/stored").asInt()).as(answer.body()).isEqualTo(2);
        assertThat(job.at("/lines/refused").asInt()).isEqualTo(1);
        String errors = server.get(job.path("errors").asText()).body();
        assertThat(errors).hasSizeLessThan(1_000_000).contains("line 2").doesNotContain("Exception");
        assertThat(server.get("Patient/" + before).status()).isEqualTo(200);
        assertThat(server.get("Patient/" + after).status()).isEqualTo(200);

        int exitCode = Aliquot.run(
                "ingest",
                "--server",
                server.baseUrl(),
                "--token",
                server.operatorToken(),
                "--errors",
                folder.resolve("errors").toString(),
                bomb.toString());
        assertThat(exitCode).as("some lines were refused").isEqualTo(3);
        assertThat(Files.size(folder.resolve("errors"))).isLessThan(1_000_000);
    }
}
