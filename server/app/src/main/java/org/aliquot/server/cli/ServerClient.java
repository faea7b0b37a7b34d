package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Duration;

/** Talks to a running server for the commands; turns every failure into a sentence that says what to do. */
final class ServerClient {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final TokenOption token;
    private final HttpClient http;

    /** @param base the server's own address, {@code http://127.0.0.1:8080}; without {@code /fhir} */
    ServerClient(URI base, TokenOption token, HttpClient http) {
        this.base = base;
        this.token = token;
        this.http = http;
    }

    JsonNode get(String path) throws CommandFailedException {
        return json(send(request(path).GET().build()));
    }

    byte[] getBytes(String path) throws CommandFailedException {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, String contentType, String body) throws CommandFailedException {
        return json(send(request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build()));
    }

    /** As {@link #post}, however long it takes. */
    JsonNode postPatiently(String path, String contentType, String body) throws CommandFailedException {
        return json(send(endless(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build()));
    }

    /** @return what there is to say of it, from servers that do as they are asked */
    JsonNode put(String path, String contentType, String body) throws CommandFailedException {
        return json(send(request(path)
                .header("Content-Type", contentType)
                .header("Prefer", "return=OperationOutcome")
                .PUT(BodyPublishers.ofString(body))
                .build()));
    }

    void delete(String path) throws CommandFailedException {
        send(request(path).DELETE().build());
    }

    /**
     * Hands on what comes as it comes.
     *
     * @throws IOException where it breaks off
     */
    void copy(String path, OutputStream to) throws CommandFailedException, IOException {
        HttpResponse<InputStream> response = answer(endless(path).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw refused(response, body.readAllBytes());
            }
            body.transferTo(to);
        }
    }

    private HttpRequest.Builder request(String path) {
        return endless(path).timeout(ANSWER_WITHIN);
    }

    private HttpRequest.Builder endless(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/+$", "") + path));
        token.next(base).ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    private byte[] send(HttpRequest request) throws CommandFailedException {
        HttpResponse<byte[]> response = answer(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw refused(response, response.body());
    }

    static CommandFailedException refused(HttpResponse<?> response, byte[] body) {
        return new CommandFailedException(
                response.statusCode() / 100 == 4 ? ExitCodes.REFUSED : ExitCodes.FAILED,
                response.uri() + " answered " + response.statusCode() + ": " + reason(body)
                        + (response.statusCode() == 401 ? TokenOption.HOW : ""));
    }

    /** @param next what else to do, with a semicolon before it; or nothing */
    static CommandFailedException unreachable(Object base, Throwable cause, String next) {
        return new CommandFailedException(
                ExitCodes.FAILED,
                TrustOption.advice(base, cause)
                        .orElse("no server answers at " + base + " ("
                                + cause.getClass().getSimpleName()
                                + "): start one with 'aliquot serve', or name another with --server" + next));
    }

    private <T> HttpResponse<T> answer(HttpRequest request, BodyHandler<T> handler) throws CommandFailedException {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(base, e, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCodes.FAILED, "interrupted while waiting for " + base);
        }
    }

    private static JsonNode json(byte[] body) throws CommandFailedException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, "the server's answer is no JSON: " + e.getMessage());
        }
    }

    // An OperationOutcome's diagnostics, a problem's detail, or the beginning of whatever came.
    static String reason(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            JsonNode diagnostics = answer.at("/issue/0/diagnostics");
            JsonNode detail = answer.at("/detail");
            if (!diagnostics.isMissingNode()) {
                return diagnostics.asText();
            }
            if (!detail.isMissingNode()) {
                return detail.asText();
            }
        } catch (IOException notJson) {
            // Said below in its own words.
        }
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
        return text.substring(0, Math.min(300, text.length()));
    }
}
