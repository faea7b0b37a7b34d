package org.aliquot.server.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.Scratch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real disk that is full, the database's own log included: a small one in memory, which only root can have. */
class FullDiskIT {
    private static final int PATIENTS = 30_000;
    /** What is left when the job begins; its rows and their log take several times as much. */
    private static final long ROOM = 60L << 20;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void aJobWaitsForRoomAndGoesOnByItself() throws Exception {
        Path disk = Scratch.directory("full-disk").toAbsolutePath();
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", disk.toString()) == 0, "only root mounts disks");
        try (ServedFile file = new ServedFile(lines().getBytes(UTF_8));
                ServerProcess server = new ServerProcess(Path.of("target", "aliquot.jar"), disk.resolve("server"))
                        .with("ALIQUOT_INGEST_ALLOWEDURLS", file.base())
                        .start()) {
            Path ballast = disk.resolve("ballast");
            fill(ballast, Files.getFileStore(disk).getUsableSpace() - ROOM);
            file.openTo(file.length());
            ImportJob job = ImportJob.order(server, "copy", file);

            JsonNode paused = job.untilPaused();
            assertThat(paused.at("/lines/stored").asInt()).isLessThan(PATIENTS);

            Files.delete(ballast);
            JsonNode done = job.untilDone();
            assertThat(done.at("/lines/stored").asInt()).as(done.toString()).isEqualTo(PATIENTS);
            assertThat(server.get("/fhir/Patient?_summary=count").path("total").asInt())
                    .isEqualTo(PATIENTS);
            anExportLeavesTheRoomThereIs(server);
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    /** What is left is the database's. An export ends by saying so, and leaves nothing that could be taken for one. */
    private static void anExportLeavesTheRoomThereIs(ServerProcess server) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> ordered = http.send(
                HttpRequest.newBuilder(URI.create(server.base() + "/fhir/$export"))
                        .header("Prefer", "respond-async")
                        .build(),
                BodyHandlers.ofString());
        assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
        URI job = URI.create(ordered.headers().firstValue("Content-Location").orElseThrow());
        HttpResponse<String> state = ordered;
        while (state.statusCode() == 202) {
            Thread.sleep(200);
            state = http.send(HttpRequest.newBuilder(job).build(), BodyHandlers.ofString());
        }
        assertThat(state.statusCode()).as(state.body()).isGreaterThanOrEqualTo(500);
        assertThat(state.body()).contains("OperationOutcome").contains("MB left");
        try (Stream<Path> left = Files.walk(server.directory().resolve("data/exports"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static void fill(Path file, long bytes) throws IOException {
        byte[] piece = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += piece.length) {
                out.write(piece);
            }
        }
    }

    private static String lines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < PATIENTS; i++) {
            lines.append("{\"resourceType\":\"Patient\",\"id\":\"p" + i
                    + "\",\"identifier\":[{\"system\":\"urn:mrn\",\"value\":\"" + i
                    + "\"}],\"name\":[{\"family\":\"Family" + i + "\",\"given\":[\"Given" + i
                    + "\"]}],\"birthDate\":\"1980-01-01\"}\n");
        }
        return lines.toString();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    }
}
