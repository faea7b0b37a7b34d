package org.aliquot.bench.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** Orders an export, waits as it is told to, and reads all its files, as a bulk client does. */
record ExportClient(String base, String token, boolean isPacked) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int BUFFER = 1 << 16;
    private static final int ACCEPTED = 202;
    private static final String ACCEPT = "application/fhir+ndjson, */*";
    private static final int DONE = 200;

    /**
     * One export.
     *
     * @param lines read, of all files; of Parquet the rows that were promised; of views rows
     * @param took from the order to the last byte
     */
    record Exported(long lines, Duration took) {
        double perSecond() {
            return lines * 1e9 / took.toNanos();
        }
    }

    /** @param mostRetry seconds that are waited at most between two questions, whatever the server says */
    Exported export(String query, int mostRetry) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> accepted = HTTP.send(
                request(base + "/fhir/$export" + query)
                        .header("Prefer", "respond-async")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (accepted.statusCode() != ACCEPTED) {
            throw new IllegalStateException("$export: " + accepted.statusCode() + " " + accepted.body());
        }
        String job = accepted.headers().firstValue("Content-Location").orElseThrow();
        JsonNode manifest = await(job, mostRetry);
        long lines = 0;
        for (JsonNode file : manifest.path("output")) {
            long found = lines(file.path("url").asText());
            // Rows are not counted by looking at bytes.
            lines += file.path("url").asText().endsWith(".parquet")
                    ? file.path("count").asLong()
                    : found;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        HTTP.send(request(job).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        return new Exported(lines, took);
    }

    /** All rows of a view, as they come. */
    Exported run(String view, String format) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long rows = lines(base + "/fhir/ViewDefinition/" + view + "/$run?_format=" + format);
        return new Exported(rows, Duration.ofNanos(System.nanoTime() - start));
    }

    private JsonNode await(String job, int mostRetry) throws IOException, InterruptedException {
        while (true) {
            HttpResponse<String> answer = HTTP.send(request(job).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == DONE) {
                return JSON.readTree(answer.body());
            }
            if (answer.statusCode() != ACCEPTED) {
                throw new IllegalStateException("$export: " + answer.statusCode() + " " + answer.body());
            }
            long retry = answer.headers().firstValueAsLong("Retry-After").orElse(1);
            Thread.sleep(Duration.ofSeconds(Math.min(retry, mostRetry)).toMillis());
        }
    }

    private HttpRequest.Builder request(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Accept", ACCEPT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    // Not HttpClient: it takes three to four times the processor time for a body, as much as the server takes for what
    // is in it.
    private long lines(String url) throws IOException {
        HttpURLConnection answer = (HttpURLConnection) URI.create(url).toURL().openConnection();
        answer.setRequestProperty("Accept", ACCEPT);
        if (!token.isEmpty()) {
            answer.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (isPacked) {
            answer.setRequestProperty("Accept-Encoding", "gzip");
        }
        if (answer.getResponseCode() != DONE) {
            throw new IllegalStateException(url + ": " + answer.getResponseCode());
        }
        boolean isGzip = "gzip".equals(answer.getContentEncoding());
        try (InputStream file =
                isGzip ? new GZIPInputStream(answer.getInputStream(), BUFFER) : answer.getInputStream()) {
            byte[] some = new byte[BUFFER];
            long lines = 0;
            byte last = '\n';
            for (int read = file.read(some); read >= 0; read = file.read(some)) {
                for (int i = 0; i < read; i++) {
                    if (some[i] == '\n') {
                        lines++;
                    }
                }
                last = read > 0 ? some[read - 1] : last;
            }
            // HAPI ends a file without a line feed.
            return last == '\n' ? lines : lines + 1;
        }
    }
}
