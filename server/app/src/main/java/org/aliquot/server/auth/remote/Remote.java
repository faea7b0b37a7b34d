package org.aliquot.server.auth.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/** An HTTP client that waits five seconds for a whole answer, takes so many bytes of it, and follows no redirect. */
public final class Remote {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 256 * 1024;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** As patient, for Spring's classes that ask by themselves: their own would wait for ever. */
    public static RestOperations forSpring() {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(PATIENCE);
        requests.setReadTimeout(PATIENCE);
        return new RestTemplate(requests);
    }

    /** Whatever was answered, failures too. */
    public record Answer(int status, String body, HttpHeaders headers) {}

    /** @throws IOException where there is no whole answer in time, or too much of it; its message may be shown */
    public Answer get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Accept", "application/json"));
    }

    /**
     * Sends a form.
     *
     * @param authorization the header of that name
     * @throws IOException as {@link #get}
     */
    public Answer post(String url, String form, String authorization) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> coming = http.sendAsync(request.build(), head -> new Bounded());
        try {
            // The request's own timeout ends with the headers; a body may come byte by byte for ever.
            HttpResponse<byte[]> answer = coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8), answer.headers());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new IOException("no whole answer within " + PATIENCE.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() instanceof TooMuchException much
                            ? much.getMessage()
                            : "no answer (" + e.getCause().getClass().getSimpleName() + ")",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuchException() {
            super("an answer of more than " + MOST_BYTES + " bytes");
        }
    }

    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> bytes = HttpResponse.BodySubscribers.ofByteArray();
        private Flow.@Nullable Subscription subscription;
        private long seen;

        @Override
        public CompletionStage<byte[]> getBody() {
            return bytes.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription more) {
            subscription = more;
            bytes.onSubscribe(more);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            if (seen > MOST_BYTES) {
                return;
            }
            seen += part.stream().mapToLong(ByteBuffer::remaining).sum();
            if (seen <= MOST_BYTES) {
                bytes.onNext(part);
                return;
            }
            if (subscription != null) {
                subscription.cancel();
            }
            bytes.onError(new TooMuchException());
        }

        @Override
        public void onError(Throwable failure) {
            bytes.onError(failure);
        }

        @Override
        public void onComplete() {
            bytes.onComplete();
        }
    }
}
