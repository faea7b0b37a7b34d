package org.aliquot.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.util.UrlUtil;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.aliquot.ingest.job.source.Gunzip;
import org.aliquot.server.fhir.limit.BodyBudget;
import org.aliquot.server.fhir.limit.BodyCost;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body ends with an exception at the limit, however it is sent: with a length, in
 * chunks, or compressed. A compressed body is unpacked here and counted unpacked; HAPI sees it plain.
 *
 * <p>Parameters are read here too. The container leaves out those beyond its limits, without a word; a search of which half the
 * parameters are gone finds what nobody asked for.
 */
final class BoundedRequest extends HttpServletRequestWrapper {
    private static final String CONTENT_ENCODING = "Content-Encoding";

    /** A form is a question: two hundred pages of it are enough. */
    private static final long LARGEST_FORM = 1_000_000;

    private static final long LEAST_TAKEN = 1 << 20;

    private final long limit;
    private final BodyBudget.Share memory;
    private final boolean isCompressed;
    private final boolean isForm;
    private @Nullable Map<String, String[]> parameters;

    /**
     * @param limit most bytes of the unpacked body; of a form a million
     * @param memory of the server's, for what is made of the body
     */
    BoundedRequest(HttpServletRequest request, long limit, BodyBudget.Share memory) {
        super(request);
        this.memory = memory;
        this.isForm = request.getMethod().equals("POST")
                && Objects.toString(request.getContentType(), "")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("application/x-www-form-urlencoded");
        this.limit = isForm ? Math.min(limit, LARGEST_FORM) : limit;
        this.isCompressed = "gzip".equalsIgnoreCase(request.getHeader(CONTENT_ENCODING));
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (super.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        InputStream raw = super.getInputStream();
        boolean isXml = Objects.toString(getContentType(), "").contains("xml");
        return new BoundedStream(
                isCompressed ? new Gunzip(raw) : raw, limit, !isForm && !isXml, new BodyCost(isXml), memory);
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        if (parameters == null) {
            String query = Objects.toString(getQueryString(), "");
            parameters = isForm ? UrlUtil.parseQueryStrings(query, form()) : UrlUtil.parseQueryString(query);
            RequestGate.refusalOf(parameters).ifPresent(refusal -> {
                throw refusal;
            });
        }
        return parameters;
    }

    private String form() {
        try {
            return new String(getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidRequestException("the form cannot be read to its end");
        }
    }

    @Override
    public String getHeader(String name) {
        return isCompressed && CONTENT_ENCODING.equalsIgnoreCase(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isCompressed && CONTENT_ENCODING.equalsIgnoreCase(name)
                ? Collections.emptyEnumeration()
                : super.getHeaders(name);
    }

    private static PayloadTooLargeException tooLarge(long limit) {
        return new PayloadTooLargeException("the request body is larger than " + limit
                + " bytes, the most that is read at once; send less, such as smaller Bundles");
    }

    private static final class BoundedStream extends ServletInputStream {
        private final InputStream body;
        private final long limit;
        private final NumberWatch numbers = new NumberWatch();
        private final boolean hasNumbers;
        private final BodyCost cost;
        private final BodyBudget.Share memory;
        private long taken;
        private long read;
        private boolean isAtEnd;

        BoundedStream(InputStream body, long limit, boolean hasNumbers, BodyCost cost, BodyBudget.Share memory) {
            this.body = body;
            this.limit = limit;
            this.hasNumbers = hasNumbers;
            this.cost = cost;
            this.memory = memory;
        }

        @Override
        public int read() throws IOException {
            int b = body.read();
            count(b < 0 ? -1 : 1);
            if (b >= 0) {
                orPassOver(() -> look(b));
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = body.read(bytes, offset, length);
            count(n);
            orPassOver(() -> {
                for (int i = offset; i < offset + n; i++) {
                    look(bytes[i]);
                }
            });
            return n;
        }

        private void look(int b) {
            if (hasNumbers) {
                numbers.next(b);
            }
            cost.next(b);
        }

        /** Not of each byte: small bodies go past those that wait. */
        private void take() {
            if (cost.bytes() - taken >= LEAST_TAKEN) {
                memory.take(cost.bytes() - taken);
                taken = cost.bytes();
            }
        }

        /** A client that is still sending when the connection is closed never sees why it was refused. */
        private void orPassOver(Runnable look) {
            try {
                look.run();
                take();
            } catch (BaseServerResponseException refusal) {
                passOver();
                throw refusal;
            }
        }

        /** The rest, up to the limit. */
        private void passOver() {
            byte[] rest = new byte[8_192];
            try {
                for (int n = 0; n >= 0 && read <= limit; n = body.read(rest)) {
                    read += n;
                }
            } catch (IOException gone) {
                // Nobody is left to be answered.
            }
        }

        private void count(int n) {
            if (n < 0) {
                isAtEnd = true;
                return;
            }
            read += n;
            if (read > limit) {
                throw tooLarge(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return isAtEnd;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("bodies are read by the request's own thread");
        }
    }
}
