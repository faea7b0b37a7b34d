package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A client of FHIR Bulk Data Access 2.0, and of SQL on FHIR's exports: orders, asks, fetches, and goes on where it was cut short.
 */
final class BulkExport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,120}");
    private static final int TRIES = 5;
    private static final int MOST_HOPS = 5;
    private static final int BUFFER = 1 << 16;
    private static final int PARTIAL = 206;

    /** An export of views has its result there. */
    private static final int SEE_OTHER = 303;

    private static final int NOTHING_LEFT = 416;

    /** Of a job: Bulk Data Access 2.0, Response - Error Status. */
    private static final int JOB_FAILED = 500;

    /** The server starts, or what it needs is away. */
    private static final int UNAVAILABLE = 503;

    private static final long AGAIN_MILLIS = 500;
    private static final double MEGABYTE = 1_000_000;

    private final String base;
    private final TokenOption token;
    private final HttpClient http;
    private final ProgressLine progress;
    private long bytes;

    /** @param server without {@code /fhir} */
    BulkExport(URI server, TokenOption token, HttpClient http, ProgressLine progress) {
        this.base = server.toString().replaceAll("/+$", "");
        this.token = token;
        this.http = http;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param errors lines of the server's error files: what it could not export
     */
    record Result(
            String transactionTime, int files, long resources, long deleted, long errors, long bytes, double seconds) {
        boolean isComplete() {
            return errors == 0;
        }

        /** The last line of the output; scripts read it. */
        String json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("transactionTime", transactionTime)
                    .put("files", files)
                    .put("resources", resources)
                    .put("deleted", deleted)
                    .put("errors", errors)
                    .put("bytes", bytes)
                    .put("seconds", toMillis(seconds))
                    .put("perSecond", seconds <= 0 ? 0 : Math.round(resources / seconds * 10) / 10.0)
                    .toString();
        }

        /** The same of views: rows are not counted. */
        String jsonOfViews() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("files", files)
                    .put("errors", errors)
                    .put("bytes", bytes)
                    .put("seconds", toMillis(seconds))
                    .toString();
        }

        private static double toMillis(double seconds) {
            return Math.round(seconds * 1000) / 1000.0;
        }
    }

    /** A file of the manifest. */
    private record Remote(String name, URI url, Optional<Long> lines) {}

    Result into(ExportFolder folder, BulkOrder order, boolean keepsOnServer) throws CommandFailedException {
        progress.start();
        try {
            Optional<ExportFolder.Note> unfinished = folder.unfinished(base, order.words());
            Optional<JsonNode> going = Optional.empty();
            URI job = null;
            if (unfinished.isPresent()) {
                job = ours(unfinished.get().job());
                try {
                    going = manifest(job, order);
                } catch (JobFailedException ofAnEarlierCall) {
                    // What was in its way may be gone: it is ordered anew.
                    discard(job);
                }
            }
            if (going.isEmpty()) {
                job = order(order);
                folder.begin(new ExportFolder.Note(base, order.words(), job.toString()));
                going = made(job, order, folder);
            }
            JsonNode manifest = going.orElseThrow(() -> new CommandFailedException(
                    ExitCodes.FAILED, "the export that was just ordered is not there any more"));
            Result result = fetched(folder, manifest);
            folder.finish(manifest);
            if (!keepsOnServer) {
                discard(job);
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(
                    ExitCodes.FAILED, "interrupted; the same command goes on where this one was");
        }
    }

    /** As {@link #manifest}; where the job failed, nothing of it stays behind. */
    private Optional<JsonNode> made(URI job, BulkOrder order, ExportFolder folder)
            throws CommandFailedException, InterruptedException {
        try {
            return manifest(job, order);
        } catch (JobFailedException e) {
            folder.forget();
            discard(job);
            throw e;
        }
    }

    private void discard(URI job) throws CommandFailedException, InterruptedException {
        send(request(job).DELETE().build(), BodyHandlers.discarding());
    }

    private URI order(BulkOrder order) throws CommandFailedException, InterruptedException {
        HttpRequest.Builder request = request(URI.create(base + "/fhir" + order.path()))
                .header("Accept", "application/fhir+json")
                .header("Prefer", "respond-async");
        order.body()
                .ifPresent(body ->
                        request.header("Content-Type", "application/fhir+json").POST(BodyPublishers.ofString(body)));
        HttpResponse<byte[]> accepted = send(request.build(), BodyHandlers.ofByteArray());
        if (accepted.statusCode() != 202) {
            throw ServerClient.refused(accepted, accepted.body());
        }
        return ours(accepted.headers()
                .firstValue("Content-Location")
                .orElseThrow(() -> new CommandFailedException(
                        ExitCodes.FAILED, base + " took the order and did not say where to ask for it")));
    }

    /**
     * Waits for it; empty where there is no such job any more.
     *
     * @throws JobFailedException where the server made nothing of it, and says so whenever it is asked
     */
    private Optional<JsonNode> manifest(URI job, BulkOrder order) throws CommandFailedException, InterruptedException {
        URI next = job;
        int failures = 0;
        while (true) {
            URI address = next;
            HttpResponse<byte[]> answer = sendPatiently(
                    () -> request(address).header("Accept", "application/json").build(), BodyHandlers.ofByteArray());
            switch (answer.statusCode()) {
                case 200 -> {
                    try {
                        return Optional.of(order.manifest().apply(JSON.readTree(answer.body())));
                    } catch (IOException e) {
                        throw new CommandFailedException(
                                ExitCodes.FAILED, "the server's manifest is no JSON: " + e.getMessage());
                    }
                }
                case 202, 429, UNAVAILABLE -> {
                    failures = 0;
                    String said = answer.headers().firstValue("X-Progress").orElse("under way");
                    progress.show(() -> "exporting: " + said);
                    Thread.sleep(Math.min(5_000, retryAfter(answer) * 1_000));
                }
                case SEE_OTHER ->
                    next = ours(answer.headers().firstValue("Location").orElse(base));
                case 404, 410 -> {
                    return Optional.empty();
                }
                case JOB_FAILED -> {
                    // A proxy, or the server in trouble, may say so once.
                    if (++failures == TRIES) {
                        throw new JobFailedException(
                                ServerClient.refused(answer, answer.body()).getMessage());
                    }
                    Thread.sleep(AGAIN_MILLIS);
                }
                default -> throw ServerClient.refused(answer, answer.body());
            }
        }
    }

    private static long retryAfter(HttpResponse<?> answer) {
        String said = answer.headers().firstValue("Retry-After").orElse("1");
        return said.matches("[0-9]{1,4}") ? Long.parseLong(said) : 1;
    }

    private Result fetched(ExportFolder folder, JsonNode manifest) throws CommandFailedException, InterruptedException {
        List<Remote> output = files(manifest.path("output"));
        List<Remote> deleted = files(manifest.path("deleted"));
        List<Remote> errors = files(manifest.path("error"));
        requireOwnNames(Stream.of(output, deleted, errors).flatMap(List::stream).toList());
        long resources = 0;
        for (Remote file : output) {
            resources += fetch(folder, file);
        }
        long deletions = 0;
        for (Remote file : deleted) {
            deletions += fetch(folder, file);
        }
        long refusals = 0;
        for (Remote file : errors) {
            refusals += fetch(folder, file);
        }
        return new Result(
                manifest.path("transactionTime").asText(),
                output.size() + deleted.size() + errors.size(),
                resources,
                deletions,
                refusals,
                bytes,
                progress.seconds());
    }

    private static void requireOwnNames(List<Remote> files) throws CommandFailedException {
        Set<String> names = new HashSet<>(Set.of(ExportFolder.MANIFEST));
        for (Remote file : files) {
            if (!names.add(file.name)) {
                throw new CommandFailedException(
                        ExitCodes.FAILED, "the server's manifest has two files called " + file.name);
            }
        }
    }

    private List<Remote> files(JsonNode list) throws CommandFailedException {
        List<Remote> files = new ArrayList<>();
        for (JsonNode file : list) {
            URI url = URI.create(file.path("url").asText());
            String name = url.getPath() == null ? "" : url.getPath().replaceFirst("^.*/", "");
            if (!FILE_NAME.matcher(name).matches()) {
                throw new CommandFailedException(
                        ExitCodes.FAILED, "the server's manifest names a file that cannot be one: " + url);
            }
            Optional<Long> lines =
                    file.has("count") ? Optional.of(file.path("count").asLong()) : Optional.empty();
            files.add(new Remote(name, url, lines));
        }
        return files;
    }

    /** @return its lines */
    private long fetch(ExportFolder folder, Remote file) throws CommandFailedException, InterruptedException {
        if (folder.has(file.name)) {
            bytes += folder.size(file.name);
            return file.lines.orElse(0L);
        }
        for (int tries = 1; ; tries++) {
            long before = bytes;
            try {
                receive(folder.part(file.name), file);
                return folder.complete(file.name, file.lines);
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new CommandFailedException(
                            ExitCodes.FAILED,
                            file.name + " broke off " + TRIES + " times (" + e.getMessage()
                                    + "); the same command goes on where this one was");
                }
                bytes = before;
                Thread.sleep(1_000L * tries);
            }
        }
    }

    private void receive(Path part, Remote file) throws IOException, CommandFailedException, InterruptedException {
        long there = Files.exists(part) ? Files.size(part) : 0;
        HttpResponse<InputStream> answer = ask(file, there);
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == NOTHING_LEFT) {
                bytes += there;
                return;
            }
            if (answer.statusCode() / 100 != 2 && !isOurs(answer.uri())) {
                // Its address is a key to the file.
                throw new CommandFailedException(
                        ExitCodes.FAILED,
                        file.name + ": " + answer.uri().getHost() + ", where the server keeps it, answered "
                                + answer.statusCode() + "; the same command goes on where this one was");
            }
            if (answer.statusCode() / 100 != 2) {
                throw ServerClient.refused(answer, body.readNBytes(BUFFER));
            }
            boolean isRest = answer.statusCode() == PARTIAL;
            bytes += isRest ? there : 0;
            OptionalLong promised = answer.headers().firstValueAsLong("Content-Length");
            long received = 0;
            try (OutputStream out = Files.newOutputStream(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    isRest ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
                byte[] buffer = new byte[BUFFER];
                for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                    out.write(buffer, 0, length);
                    received += length;
                    bytes += length;
                    progress.show(() -> String.format(
                            "fetching %s: %,.1f MB, %.1f MB/s",
                            file.name, bytes / MEGABYTE, bytes / MEGABYTE / Math.max(0.001, progress.seconds())));
                }
            }
            if (promised.isPresent() && received < promised.getAsLong()) {
                throw new IOException("ended after " + received + " of " + promised.getAsLong() + " bytes");
            }
        }
    }

    /** Where the server says that a file is elsewhere, asks there; without the token, which is for the server alone. */
    private HttpResponse<InputStream> ask(Remote file, long from)
            throws IOException, CommandFailedException, InterruptedException {
        URI url = file.url;
        for (int hops = 0; hops < MOST_HOPS; hops++) {
            HttpRequest.Builder request = request(url);
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
            }
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            Optional<String> elsewhere = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || elsewhere.isEmpty()) {
                return answer;
            }
            answer.body().close();
            url = url.resolve(elsewhere.get());
        }
        throw new CommandFailedException(ExitCodes.FAILED, file.name + ": is sent on and on, by " + url.getHost());
    }

    /** The server's own address for a job, whatever a proxy makes of the host: a token is for nobody else. */
    private URI ours(String address) throws CommandFailedException {
        URI uri = URI.create(address);
        if (!isOurs(uri)) {
            throw new CommandFailedException(
                    ExitCodes.FAILED,
                    "the server says it is " + uri.resolve("/") + " and was asked as " + base
                            + ": ask it by its own address (its setting aliquot.fhir.base-url)");
        }
        return uri;
    }

    private boolean isOurs(URI uri) {
        URI own = URI.create(base);
        return own.getScheme().equals(uri.getScheme())
                && own.getHost().equalsIgnoreCase(uri.getHost())
                && own.getPort() == uri.getPort();
    }

    // An export may take longer than a token lives: each request has one of its own.
    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN);
        if (isOurs(uri)) {
            token.next(uri).ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        }
        return request;
    }

    /** A request that may be made again. */
    @FunctionalInterface
    private interface Again {
        HttpRequest request();
    }

    private <T> HttpResponse<T> sendPatiently(Again again, BodyHandler<T> handler)
            throws CommandFailedException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return send(again.request(), handler);
            } catch (CommandFailedException e) {
                if (tries == TRIES) {
                    throw e;
                }
                Thread.sleep(1_000L * tries);
            }
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws CommandFailedException, InterruptedException {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw ServerClient.unreachable(base, e, "; the same command goes on where this one was");
        }
    }
}
