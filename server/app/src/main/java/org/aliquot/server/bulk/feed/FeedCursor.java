package org.aliquot.server.bulk.feed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed: behind one version, and before the next. Opaque to clients.
 *
 * @param micros when the version was written, in microseconds since 1970
 * @param resource RES_ID
 * @param version of the resource
 */
public record FeedCursor(long micros, long resource, long version) {
    public static final FeedCursor START = new FeedCursor(0, 0, 0);

    /** The feed's own. */
    public static final Comparator<FeedCursor> ORDER = Comparator.comparingLong((FeedCursor cursor) -> cursor.micros())
            .thenComparingLong(FeedCursor::resource)
            .thenComparingLong(FeedCursor::version);

    private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,12})-([0-9a-z]{1,13})-([0-9a-z]{1,13})");
    private static final int RADIX = 36;

    /** Behind everything that was written at this instant or before. */
    static FeedCursor behind(Instant instant) {
        return new FeedCursor(micros(instant), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** Empty where it is none of ours. */
    public static Optional<FeedCursor> of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FeedCursor(
                    Long.parseLong(parts.group(1), RADIX),
                    Long.parseLong(parts.group(2), RADIX),
                    Long.parseLong(parts.group(3), RADIX)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return Long.toString(micros, RADIX) + "-" + Long.toString(resource, RADIX) + "-"
                + Long.toString(version, RADIX);
    }
}
