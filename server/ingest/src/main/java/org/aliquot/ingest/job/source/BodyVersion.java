package org.aliquot.ingest.job.source;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of a body as a whole (RFC 9110 8.8, 14.4), so that it is known again.
 *
 * @param length of all of it, in bytes; {@link #UNKNOWN} where the server does not say
 */
record BodyVersion(@Nullable String tag, @Nullable String modified, long length) {
    private static final long UNKNOWN = -1;
    private static final Pattern RANGE = Pattern.compile("bytes \\d+-\\d+/(\\d{1,18})");

    static BodyVersion of(HttpURLConnection answer) throws IOException {
        long length = answer.getResponseCode() == HttpURLConnection.HTTP_PARTIAL
                ? whole(answer.getHeaderField("Content-Range"))
                : answer.getContentLengthLong();
        return new BodyVersion(answer.getHeaderField("ETag"), answer.getHeaderField("Last-Modified"), length);
    }

    private static long whole(@Nullable String range) {
        Matcher parts = RANGE.matcher(range == null ? "" : range);
        return parts.matches() ? Long.parseLong(parts.group(1)) : UNKNOWN;
    }

    /** Whether the two are certainly not of one body. */
    boolean isOther(BodyVersion now) {
        return differ(tag, now.tag)
                || differ(modified, now.modified)
                || length != UNKNOWN && now.length != UNKNOWN && length != now.length;
    }

    private static boolean differ(@Nullable String one, @Nullable String other) {
        return one != null && other != null && !one.equals(other);
    }
}
