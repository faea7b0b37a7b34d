package org.aliquot.bench.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HAPI's own {@code $import}: NDJSON that the server fetches over HTTP, in files of whole patients, each small enough for
 * HAPI to take it as one piece. HAPI stores pieces side by side and tries nothing again that refers to what is not there
 * yet: other cuts would lose resources.
 */
final class StockImport implements AutoCloseable {
    // BulkImportAppCtx.PARAM_MAXIMUM_BATCH_SIZE_DEFAULT; the other bound, 2 MB of text, is some 1,300 of these lines.
    private static final int LINES_OF_A_PIECE = 800;
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final Duration ASK_EVERY = Duration.ofMillis(500);
    private static final String STORING_MILLIS = """
            select coalesce(1000 * extract(epoch from max(end_time) - min(start_time)), 0) from bt2_work_chunk
            where instance_id = '%s' and tgt_step_id = 'process-files'""";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final BenchServer server;
    private final PatientGroups groups;
    private final Path folder;
    private final FileServer files;
    private final Duration most;
    private List<String> next;

    /**
     * Imports a file's resources, from its first line on, as far as it is asked to.
     *
     * @param most longest import
     */
    StockImport(BenchServer server, PatientGroups groups, Path folder, Duration most) throws IOException {
        this.server = server;
        this.groups = groups;
        this.folder = Files.createTempDirectory(folder, "import-");
        this.files = new FileServer(this.folder);
        this.most = most;
        this.next = groups.take();
    }

    /** The laboratory's house, which everyone refers to. Before all else, and as a bundle: an import takes minutes. */
    void house() throws IOException, InterruptedException {
        StockBundles.post(http, URI.create(server.base() + "/fhir"), next);
        next = groups.take();
    }

    /**
     * One import.
     *
     * @param total from the order to the answer that all is done, as its user has it
     * @param storing from the begin of the first piece's storing to the end of the last: without HAPI's waits for its
     *     next minute
     */
    record Imported(long resources, Duration total, Duration storing) {
        double perSecond() {
            return resources / (total.toMillis() / 1e3);
        }

        double perSecondStoring() {
            return resources / (storing.toMillis() / 1e3);
        }

        @Override
        public String toString() {
            return resources + " resources in " + total.toSeconds() + " s: " + Sample.number(perSecond())
                    + " a second; " + storing.toMillis() + " ms of that storing";
        }
    }

    /** Imports at least so many more; what HAPI says is held against the database. */
    Imported load(long resources) throws IOException, InterruptedException, SQLException {
        List<Path> pieces = new ArrayList<>();
        long lines = 0;
        while (lines < resources) {
            List<String> piece = piece();
            lines += piece.size();
            Path file = folder.resolve("piece-" + pieces.size() + ".ndjson");
            Files.write(file, piece);
            pieces.add(file);
        }
        Database database = server.database();
        long before = database.resources();
        long start = System.nanoTime();
        Duration storing = untilDone(order(pieces), database);
        Duration total = Duration.ofNanos(System.nanoTime() - start);
        long stored = database.resources() - before;
        if (stored != lines) {
            throw new IllegalStateException("$import was given " + lines + " resources and stored " + stored);
        }
        for (Path piece : pieces) {
            Files.delete(piece);
        }
        return new Imported(lines, total, storing);
    }

    // Whole patients: of a piece, nothing refers to another piece. Patients with more than HAPI takes as one are left
    // out.
    private List<String> piece() throws IOException {
        List<String> piece = new ArrayList<>();
        while (next.size() > LINES_OF_A_PIECE) {
            next = groups.take();
        }
        while (!next.isEmpty() && piece.size() + next.size() <= LINES_OF_A_PIECE) {
            piece.addAll(next);
            next = groups.take();
        }
        if (piece.isEmpty()) {
            throw new IllegalStateException("the file has too few resources");
        }
        return piece;
    }

    private URI order(List<Path> pieces) throws IOException, InterruptedException {
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode list = parameters.putArray("parameter");
        list.addObject().put("name", "inputFormat").put("valueCode", "application/fhir+ndjson");
        for (Path piece : pieces) {
            ArrayNode parts = list.addObject().put("name", "input").putArray("part");
            // HAPI only sorts by it, and keeps the order of what is equal.
            parts.addObject().put("name", "type").put("valueCode", "Patient");
            parts.addObject().put("name", "url").put("valueUri", files.url(piece));
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(server.base() + "/fhir/$import"))
                        .header("Content-Type", "application/fhir+json")
                        .header("Prefer", "respond-async")
                        .timeout(ANSWER)
                        .POST(HttpRequest.BodyPublishers.ofString(parameters.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        require(answer, 202);
        if (!answer.body().contains("Bulk import job")) {
            throw new IllegalStateException("this is not HAPI's $import: " + answer.body());
        }
        return URI.create(answer.headers().firstValue("Content-Location").orElseThrow());
    }

    /** How long it stored. */
    private Duration untilDone(URI job, Database database) throws IOException, InterruptedException, SQLException {
        String storingMillis = STORING_MILLIS.formatted(job.getQuery().replaceFirst(".*_jobId=([-0-9a-f]+).*", "$1"));
        long storing = 0;
        long end = System.nanoTime() + most.toNanos();
        HttpRequest ask = HttpRequest.newBuilder(job).timeout(ANSWER).build();
        HttpResponse<String> answer = http.send(ask, HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() == 202) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("$import was not done within " + most + ": " + answer.body());
            }
            Thread.sleep(ASK_EVERY.toMillis());
            // HAPI forgets its pieces some time after the last step.
            storing = Math.max(storing, database.number(storingMillis));
            answer = http.send(ask, HttpResponse.BodyHandlers.ofString());
        }
        require(answer, 200);
        return Duration.ofMillis(storing);
    }

    private static void require(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("$import was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
        Folders.delete(folder);
        groups.close();
    }
}
