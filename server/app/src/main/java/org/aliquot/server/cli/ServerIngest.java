package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aliquot.ingest.job.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * Loads through a running server: files are sent as they are, one request each, all of one job; URLs are the server's to
 * read, by {@code $import}.
 */
final class ServerIngest implements IngestTarget {
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long GOODBYE_SECONDS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final TokenOption token;
    private final HttpClient http;

    /** @param base without {@code /fhir} */
    ServerIngest(URI base, TokenOption token, HttpClient http) {
        this.token = token;
        this.http = http;
        this.base = base.toString().replaceAll("/+$", "");
    }

    @Override
    public IngestResult ingest(IngestInputs inputs, JobOptions options, @Nullable Path errors, IngestProgress progress)
            throws CommandFailedException {
        List<JsonNode> jobs = new ArrayList<>();
        progress.start();
        try {
            if (!inputs.files().isEmpty()) {
                jobs.add(sendFiles(inputs.files(), options, progress));
            }
            if (!inputs.urls().isEmpty()) {
                jobs.add(order(inputs.urls(), options, progress, sum(jobs)));
            }
            return result(jobs, inputs.deletions(), progress, errors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCodes.FAILED, "interrupted while loading through " + base);
        }
    }

    private JsonNode sendFiles(List<Path> files, JobOptions options, IngestProgress progress)
            throws CommandFailedException, InterruptedException {
        String id = json(post("/ops/ingest/open" + query(options), BodyPublishers.noBody()))
                .path("id")
                .asText();
        boolean isFinished = false;
        try {
            for (Path file : files) {
                send(file, id, progress);
            }
            JsonNode job = await(post("/ops/ingest/" + id + "/finish", BodyPublishers.noBody()), id, progress);
            isFinished = true;
            return job;
        } finally {
            if (!isFinished) {
                cancel(id);
            }
        }
    }

    private void send(Path file, String job, IngestProgress progress)
            throws CommandFailedException, InterruptedException {
        try {
            await(
                    post("/ops/ingest?job=" + job + "&source=" + encode(file.toString()), BodyPublishers.ofFile(file)),
                    job,
                    progress);
        } catch (FileNotFoundException e) {
            throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be read");
        }
    }

    // Else it would be open for ever. Where the server is away it is found there when it comes back.
    private void cancel(String job) {
        http.sendAsync(request("/ops/ingest/" + job).DELETE().build(), BodyHandlers.discarding())
                .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(away -> null)
                .join();
    }

    /** Waits for the answer and shows meanwhile how far the server is. */
    private JsonNode await(HttpRequest request, String job, IngestProgress progress)
            throws CommandFailedException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
        while (true) {
            try {
                return body(answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                progress.show(counts(json(get("/ops/ingest/" + job))));
            } catch (ExecutionException e) {
                throw lost(e.getCause());
            }
        }
    }

    private JsonNode order(List<URI> urls, JobOptions options, IngestProgress progress, IngestCounts before)
            throws CommandFailedException, InterruptedException {
        var order = JSON.createObjectNode().put("inputFormat", "application/fhir+ndjson");
        if (options.via() != null) {
            order.put("via", options.via());
        }
        if (options.validation() != null) {
            order.put("validation", options.validation());
        }
        var inputs = order.putArray("input");
        urls.forEach(url -> inputs.addObject().put("url", url.toString()));
        HttpRequest request = request("/fhir/$import")
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString(order.toString()))
                .build();
        HttpResponse<String> accepted = send(request);
        body(accepted);
        String id = accepted.headers().firstValue("Content-Location").orElse("").replaceFirst(".*_jobId=", "");
        JsonNode job = json(get("/ops/ingest/" + id));
        while (!List.of("done", "failed", "cancelled")
                .contains(job.path("state").asText())) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            job = json(get("/ops/ingest/" + id));
            progress.show(before.plus(counts(job)));
        }
        return job;
    }

    private IngestResult result(
            List<JsonNode> jobs, DeletionFiles deletions, IngestProgress progress, @Nullable Path errors)
            throws CommandFailedException, InterruptedException {
        List<String> notes = new ArrayList<>();
        boolean isComplete = true;
        for (JsonNode job : jobs) {
            isComplete &= "done".equals(job.path("state").asText())
                    && job.path("failedSources").asInt() == 0;
            if (!"done".equals(job.path("state").asText())) {
                notes.add("the job " + job.path("state").asText() + ": "
                        + job.path("reason").asText());
            }
            for (JsonNode source : job.path("sources")) {
                if ("failed".equals(source.path("state").asText())) {
                    notes.add(source.path("name").asText() + " "
                            + source.path("reason").asText());
                }
            }
            long refused = job.at("/lines/refused").asLong();
            if (refused > 0) {
                notes.add(refused + " lines were refused: see " + fetchErrors(job, errors, jobs.size() > 1));
            }
        }
        double seconds = progress.seconds();
        long deleted = 0;
        if (isComplete) {
            // Before everything is stored something may still refer to what goes.
            DeletionFiles.Outcome outcome =
                    deletions.postTo(new ServerClient(URI.create(base), token, http), progress::showDeleted);
            deleted = outcome.deletions();
            isComplete = outcome.failure().isEmpty();
            outcome.failure().ifPresent(notes::add);
        } else if (!deletions.files().isEmpty()) {
            notes.add("nothing was deleted, as not all was loaded");
        }
        return new IngestResult(sum(jobs), deleted, seconds, isComplete, notes);
    }

    private Path fetchErrors(JsonNode job, @Nullable Path errors, boolean isOneOfMany)
            throws CommandFailedException, InterruptedException {
        String id = job.path("id").asText();
        Path file = errors == null || isOneOfMany ? Path.of("aliquot-ingest-" + id + ".errors.ndjson") : errors;
        try {
            HttpResponse<Path> answer = http.send(get("/ops/ingest/" + id + "/errors"), BodyHandlers.ofFile(file));
            if (answer.statusCode() != 200) {
                throw new CommandFailedException(ExitCodes.FAILED, answer.uri() + " answered " + answer.statusCode());
            }
            return file;
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be written: " + e.getMessage());
        }
    }

    private static IngestCounts sum(List<JsonNode> jobs) {
        return jobs.stream().map(ServerIngest::counts).reduce(IngestCounts.NONE, IngestCounts::plus);
    }

    private static IngestCounts counts(JsonNode job) {
        return new IngestCounts(
                job.at("/lines/stored").asLong(),
                job.at("/lines/unchanged").asLong(),
                job.at("/lines/refused").asLong(),
                job.at("/lines/held").asLong(),
                job.path("failedSources").asLong(),
                job.path("bytes").asLong());
    }

    // A load may take longer than a token lives: each request has one of its own.
    private HttpRequest.Builder request(String path) {
        URI uri = URI.create(base + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        token.next(uri).ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    private HttpRequest get(String path) {
        return request(path).build();
    }

    private HttpRequest post(String path, HttpRequest.BodyPublisher body) {
        return request(path)
                .header("Content-Type", "application/fhir+ndjson")
                .POST(body)
                .build();
    }

    private JsonNode json(HttpRequest request) throws CommandFailedException, InterruptedException {
        return body(send(request));
    }

    private HttpResponse<String> send(HttpRequest request) throws CommandFailedException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private static JsonNode body(HttpResponse<String> answer) throws CommandFailedException {
        try {
            if (answer.statusCode() / 100 != 2) {
                int exitCode =
                        answer.statusCode() == 404 || answer.statusCode() == 400 ? ExitCodes.USAGE : ExitCodes.FAILED;
                throw new CommandFailedException(
                        exitCode,
                        answer.uri() + " answered " + answer.statusCode() + ": "
                                + ServerClient.reason(answer.body().getBytes(StandardCharsets.UTF_8))
                                + (answer.statusCode() == 401 ? TokenOption.HOW : ""));
            }
            return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, "the server's answer is no JSON: " + e.getMessage());
        }
    }

    private CommandFailedException lost(Throwable cause) {
        return ServerClient.unreachable(
                base,
                cause,
                "; loading again what was stored already changes nothing, but stores lines without an id once more");
    }

    private static String query(JobOptions options) {
        List<String> parameters = new ArrayList<>();
        if (options.via() != null) {
            parameters.add("via=" + encode(options.via()));
        }
        if (options.validation() != null) {
            parameters.add("validation=" + encode(options.validation()));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
