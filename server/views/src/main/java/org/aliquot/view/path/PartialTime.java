package org.aliquot.view.path;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date, time or both, known as far as it was written: {@code 2026-01} is a month, not its first day (FHIR R4 datatypes, dateTime).
 * Immutable.
 */
public final class PartialTime {
    private static final Pattern DATE_TIME = Pattern.compile(
            "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(?:(\\d{2})(?::(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?");
    private static final Pattern TIME = Pattern.compile("(\\d{2})(?::(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?)?");

    private static final int DAY = 3;
    private static final int SECOND = 6;
    private static final int MINUTES_OF_A_DAY = 24 * 60;
    // Zones reach from -12:00 to +14:00.
    private static final int WIDEST_ZONES_APART = 26 * 60;
    private static final int EARLIEST_OFFSET = 14 * 60;
    private static final int LATEST_OFFSET = -12 * 60;

    private final Kind kind;
    // Year, month, day, hour, minute, second; as many as were written; a time's begin with the hour at index 3.
    private final int[] fields;
    private final String fraction;
    // Minutes east of Greenwich, where written.
    private final OptionalInt offset;

    private PartialTime(Kind kind, int[] fields, String fraction, OptionalInt offset) {
        this.kind = kind;
        this.fields = fields;
        this.fraction = fraction;
        this.offset = offset;
    }

    public Kind kind() {
        return kind;
    }

    /** FHIRPath's three types of times. */
    public enum Kind {
        DATE,
        DATE_TIME,
        TIME
    }

    /** What follows {@code @}: a date, a date with {@code T}, or {@code T} and a time. */
    static @Nullable PartialTime literal(String text) {
        if (text.startsWith("T")) {
            return parse(text.substring(1), Kind.TIME);
        }
        if (text.endsWith("T")) {
            return parse(text.substring(0, text.length() - 1), Kind.DATE_TIME);
        }
        return parse(text, text.indexOf('T') < 0 ? Kind.DATE : Kind.DATE_TIME);
    }

    /** Null where the text is no such time. */
    static @Nullable PartialTime parse(String text, Kind kind) {
        if (text.length() > 40) {
            return null;
        }
        Matcher parts = (kind == Kind.TIME ? TIME : DATE_TIME).matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int first = kind == Kind.TIME ? 3 : 0;
        int groups = kind == Kind.TIME ? 3 : 6;
        int[] fields = new int[SECOND];
        int written = first;
        for (int group = 1; group <= groups && parts.group(group) != null; group++) {
            fields[written++] = Integer.parseInt(parts.group(group));
        }
        int[] known = java.util.Arrays.copyOf(fields, written);
        String fraction = parts.group(groups + 1);
        OptionalInt offset = kind == Kind.TIME ? OptionalInt.empty() : offset(parts.group(8));
        PartialTime time = new PartialTime(kind, known, fraction == null ? "" : fraction, offset);
        return time.isInCalendar() && !(kind == Kind.DATE && (written > DAY || offset.isPresent())) ? time : null;
    }

    private static OptionalInt offset(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (text.equals("Z")) {
            return OptionalInt.of(0);
        }
        int minutes = Integer.parseInt(text.substring(1, 3)) * 60 + Integer.parseInt(text.substring(4));
        return OptionalInt.of(text.charAt(0) == '-' ? -minutes : minutes);
    }

    private boolean isInCalendar() {
        try {
            if (kind != Kind.TIME && fields.length > 1) {
                LocalDate.of(fields[0], fields[1], fields.length > 2 ? fields[2] : 1);
            }
        } catch (DateTimeException e) {
            return false;
        }
        return (fields.length < 4 || fields[3] <= 23)
                && (fields.length < 5 || fields[4] <= 59)
                && (fields.length < 6 || fields[5] <= 60)
                && Math.abs(offset.orElse(0)) <= EARLIEST_OFFSET;
    }

    /**
     * Negative, zero, positive; null where it cannot be told, because one of both is written less precisely, or only one of both with its
     * offset.
     */
    static @Nullable Integer compare(PartialTime a, PartialTime b) {
        if ((a.kind == Kind.TIME) != (b.kind == Kind.TIME)) {
            return null;
        }
        int shared = Math.min(a.fields.length, b.fields.length);
        if (a.kind != Kind.TIME && shared > DAY) {
            if (a.offset.isPresent() != b.offset.isPresent()) {
                long apart = a.minutes(false) - b.minutes(false);
                return Math.abs(apart) > WIDEST_ZONES_APART ? Long.signum(apart) : null;
            }
            int order = Long.compare(a.minutes(true), b.minutes(true));
            if (order != 0) {
                return order;
            }
        } else {
            for (int i = a.kind == Kind.TIME ? DAY : 0; i < Math.min(shared, SECOND - 1); i++) {
                if (a.fields[i] != b.fields[i]) {
                    return Integer.compare(a.fields[i], b.fields[i]);
                }
            }
        }
        if (shared == SECOND && a.fields[SECOND - 1] != b.fields[SECOND - 1]) {
            return Integer.compare(a.fields[SECOND - 1], b.fields[SECOND - 1]);
        }
        if (a.fields.length != b.fields.length) {
            return null;
        }
        int width = Math.max(a.fraction.length(), b.fraction.length());
        return padded(a.fraction, width).compareTo(padded(b.fraction, width));
    }

    private static String padded(String fraction, int width) {
        return fraction + "0".repeat(width - fraction.length());
    }

    private long minutes(boolean inGreenwich) {
        long minutes = LocalDate.of(fields[0], fields[1], fields[2]).toEpochDay() * MINUTES_OF_A_DAY
                + fields[3] * 60L
                + (fields.length > 4 ? fields[4] : 0);
        return inGreenwich ? minutes - offset.orElse(0) : minutes;
    }

    /**
     * The first or last moment that would be written like this one (FHIRPath, lowBoundary, highBoundary).
     *
     * @param digits how precise: 4 year, 6 month, 8 day, 10 hour, 12 minute, 14 second, 17 millisecond; of a time 2, 4, 6, 9; negative: as
     *     precise as the kind can be. Null for another number
     */
    @Nullable
    PartialTime boundary(boolean isLow, int digits) {
        int wanted = digits >= 0 ? digits : kind == Kind.DATE ? 8 : kind == Kind.TIME ? 9 : 17;
        int behindDate = kind == Kind.TIME ? wanted + 8 : wanted;
        int count = behindDate == 17 ? SECOND : (behindDate - 2) / 2;
        boolean isPrecision = behindDate == 17 || (behindDate >= 4 && behindDate <= 14 && behindDate % 2 == 0);
        if (!isPrecision || (kind == Kind.DATE && wanted > 8) || (kind == Kind.TIME && count <= DAY)) {
            return null;
        }
        int[] edge = new int[count];
        for (int i = kind == Kind.TIME ? DAY : 0; i < count; i++) {
            edge[i] = i < fields.length ? fields[i] : isLow ? least(i) : most(i, edge);
        }
        String digitsOfSecond = "";
        if (behindDate == 17) {
            String filler = isLow ? "0" : "9";
            digitsOfSecond = fraction + filler.repeat(Math.max(0, 3 - fraction.length()));
        }
        OptionalInt zone = kind != Kind.DATE_TIME || count <= DAY
                ? OptionalInt.empty()
                : OptionalInt.of(offset.orElse(isLow ? EARLIEST_OFFSET : LATEST_OFFSET));
        return new PartialTime(kind, edge, digitsOfSecond, zone);
    }

    private static int least(int field) {
        return field == 1 || field == 2 ? 1 : 0;
    }

    private static int most(int field, int[] before) {
        return switch (field) {
            case 1 -> 12;
            case 2 -> YearMonth.of(before[0], before[1]).lengthOfMonth();
            case 3 -> 23;
            default -> 59;
        };
    }

    /** As FHIR writes it. */
    public String text() {
        StringBuilder text = new StringBuilder(32);
        for (int i = kind == Kind.TIME ? DAY : 0; i < fields.length; i++) {
            String mark = switch (i) {
                case 0 -> "";
                case 1, 2 -> "-";
                case 3 -> kind == Kind.TIME ? "" : "T";
                default -> ":";
            };
            text.append(mark);
            String digits = Integer.toString(fields[i]);
            text.append("0".repeat((i == 0 ? 4 : 2) - digits.length())).append(digits);
        }
        if (!fraction.isEmpty()) {
            text.append('.').append(fraction);
        }
        offset.ifPresent(minutes -> text.append(zone(minutes)));
        return text.toString();
    }

    private static String zone(int minutes) {
        if (minutes == 0) {
            return "Z";
        }
        int size = Math.abs(minutes);
        return (minutes < 0 ? "-" : "+") + (size < 600 ? "0" : "") + size / 60 + ":" + (size % 60 < 10 ? "0" : "")
                + size % 60;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartialTime time && kind == time.kind && text().equals(time.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
