package org.aliquot.ingest.job.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * NDJSON over HTTP(S), plain or gzip.
 *
 * <p>A download that breaks off goes on where it broke off: by Range (RFC 9110 14) where the server knows how and the body
 * is not gzip, else by passing over what was read already; and only while it is the same body, as far as ETag, Last-Modified and length tell.
 * Redirects are followed by hand, each checked like the first URL.
 */
public final class UrlSource implements Source {
    private static final int REDIRECTS = 5;
    private static final int PARTIAL = 206;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BUFFER = 64 * 1024;

    private final URI url;
    private final AllowedUrls allowed;
    private final Duration connectWithin;
    private final Duration stall;

    /** What was read from first, to know it again. */
    private @Nullable BodyVersion version;

    /**
     * @param connectWithin how long a server may take to accept a connection
     * @param stall how long it may send nothing
     */
    public UrlSource(URI url, AllowedUrls allowed, Duration connectWithin, Duration stall) {
        this.url = Objects.requireNonNull(url, "url");
        this.allowed = Objects.requireNonNull(allowed, "allowed");
        this.connectWithin = Objects.requireNonNull(connectWithin, "connectWithin");
        this.stall = Objects.requireNonNull(stall, "stall");
    }

    /** Without its query, which may hold a key. */
    @Override
    public String name() {
        return url.toString().replaceFirst("\\?.*", "");
    }

    @Override
    public boolean mayRecover() {
        return true;
    }

    @Override
    public InputStream open(long offset) throws IOException {
        // From the byte before: it must be the end of a line, or the body is not what it was.
        HttpURLConnection answer = answer(url, offset == 0 ? 0 : offset - 1);
        InputStream body = new WholeBody(answer);
        try {
            requireSame(BodyVersion.of(answer));
            BufferedInputStream buffered = new BufferedInputStream(body, BUFFER);
            if (answer.getResponseCode() != PARTIAL) {
                return Unpacked.at(offset, Unpacked.of(buffered));
            }
            if (answer.getHeaderField("Content-Range") == null
                    || !answer.getHeaderField("Content-Range").startsWith("bytes " + (offset - 1) + "-")) {
                throw new SourceFailedException("answered with another part of itself than was asked for");
            }
            Unpacked.requireLineFeed(buffered, offset);
            return buffered;
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private void requireSame(BodyVersion now) throws SourceFailedException {
        if (version != null && version.isOther(now)) {
            throw new SourceFailedException("has changed while it was read; load it as a new job");
        }
        version = now;
    }

    private HttpURLConnection answer(URI first, long from) throws IOException {
        URI at = first;
        for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
            if (!allowed.allow(at)) {
                throw new SourceFailedException((redirects == 0 ? "is" : "leads to")
                        + " a URL that is not allowed here;" + " aliquot.ingest.allowed-urls lists what is");
            }
            HttpURLConnection connection = request(at, from);
            int status = status(connection);
            switch (status) {
                case HttpURLConnection.HTTP_OK -> {
                    return connection;
                }
                case PARTIAL -> {
                    if (from > 0) {
                        return connection;
                    }
                    throw failed(connection, "answered with a part of itself though all of it was asked for");
                }
                case HttpURLConnection.HTTP_MOVED_PERM,
                        HttpURLConnection.HTTP_MOVED_TEMP,
                        HttpURLConnection.HTTP_SEE_OTHER,
                        TEMPORARY_REDIRECT,
                        PERMANENT_REDIRECT -> at = target(connection, at);
                default -> throw refusal(connection, status);
            }
        }
        throw new SourceFailedException("redirects more than " + REDIRECTS + " times");
    }

    private HttpURLConnection request(URI at, long from) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) connectWithin.toMillis());
        connection.setReadTimeout((int) stall.toMillis());
        connection.setRequestProperty("Accept", "application/fhir+ndjson, application/x-ndjson, application/gzip, */*");
        // As it lies there: offsets are those of the file, and Range counts packed bytes where a server packs on the
        // way.
        connection.setRequestProperty("Accept-Encoding", "identity");
        connection.setRequestProperty("Connection", "close");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        return connection;
    }

    private int status(HttpURLConnection connection) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (SocketTimeoutException e) {
            connection.disconnect();
            throw new IOException(
                    "did not answer within " + seconds(connectWithin) + " (connecting) or " + seconds(stall)
                            + " (silence)",
                    e);
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    private static URI target(HttpURLConnection connection, URI from) throws SourceFailedException {
        String location = connection.getHeaderField("Location");
        connection.disconnect();
        if (location == null) {
            throw new SourceFailedException("redirects without saying where to");
        }
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new SourceFailedException("redirects to what is no URL", e);
        }
    }

    private static IOException refusal(HttpURLConnection connection, int status) {
        String message = "answered with status " + status;
        if (status == TOO_MANY_REQUESTS || status >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
            connection.disconnect();
            return new IOException(message);
        }
        return failed(connection, message);
    }

    private static SourceFailedException failed(HttpURLConnection connection, String message) {
        connection.disconnect();
        return new SourceFailedException(message);
    }

    /** A body that throws where it ends too early or too late: a line cut by it must not pass for the last. */
    private final class WholeBody extends InputStream {
        private final HttpURLConnection connection;
        private final InputStream body;
        private final long promised;
        private long read;
        private boolean isTooLong;

        WholeBody(HttpURLConnection connection) throws IOException {
            this.connection = connection;
            this.body = connection.getInputStream();
            this.promised = connection.getContentLengthLong();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (isTooLong) {
                throw tooLong();
            }
            int n = received(bytes, offset, length);
            if (promised < 0) {
                return n;
            }
            if (n < 0 && read < promised) {
                throw new IOException("ended after " + read + " bytes; its Content-Length promised " + promised);
            }
            if (n > promised - read) {
                // The lines before it first.
                isTooLong = true;
                n = (int) (promised - read);
                if (n == 0) {
                    throw tooLong();
                }
            }
            read += Math.max(0, n);
            return n;
        }

        private int received(byte[] bytes, int offset, int length) throws IOException {
            try {
                return body.read(bytes, offset, length);
            } catch (SocketTimeoutException e) {
                throw new IOException("sent nothing for " + seconds(stall), e);
            }
        }

        private SourceFailedException tooLong() {
            return new SourceFailedException("sent more than the " + promised + " bytes its Content-Length promised");
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public void close() {
            // Closing the stream would read the rest of the body first.
            connection.disconnect();
        }
    }
}
