package org.aliquot.instrument;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReportedTime;

/** Reads time stamps and dates in the device's zone; one that does not exist is a finding and empty. */
public final class Times {
    private static final Pattern DATE =
            Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(?:\\d{2,6})?(?:[.]\\d+)?(?:[+-]\\d{4})?");
    private static final Pattern NAMES_ZONE = Pattern.compile("\\d{4,}(?:[.]\\d+)?[+-]\\d{4}");
    private static final Pattern NO_DATE = Pattern.compile("0*");

    private final ZoneId zone;
    private final Findings findings;

    public Times(ZoneId zone, Findings findings) {
        this.zone = Objects.requireNonNull(zone, "zone");
        this.findings = Objects.requireNonNull(findings, "findings");
    }

    /**
     * For one message. The zone its header states is the default of all its times (HL7 v2.5.1 §2.15.9.7 for MSH-7; H.14 is
     * read alike). Where it is the configured zone's own at that moment, the configured
     * one stays: it knows when clocks change.
     *
     * @param sent the header's time stamp, as sent
     * @param record for the finding where header and setting differ
     */
    public static Times of(ZoneId configured, String sent, String record, String field, Findings findings) {
        String text = sent.strip();
        Optional<ZoneOffset> stated = NAMES_ZONE.matcher(text).matches()
                ? ReportedTime.parse(text, configured).map(time -> time.at().getOffset())
                : Optional.empty();
        if (stated.isEmpty() || isOwn(stated.get(), text, configured)) {
            return new Times(configured, findings);
        }
        findings.warn(
                ReasonCode.UNREADABLE_TIME,
                record,
                field + " states another zone (" + stated.get() + ") than the device's setting (" + configured
                        + "); the message's times without a zone were read in the one it states. Correct the"
                        + " setting or the device's clock");
        return new Times(stated.get(), findings);
    }

    private static boolean isOwn(ZoneOffset stated, String text, ZoneId configured) {
        return ReportedTime.parse(text, configured)
                .filter(time -> configured.getRules().isValidOffset(time.at().toLocalDateTime(), stated))
                .isPresent();
    }

    /**
     * A time stamp.
     *
     * @param sent as sent; blank, or all zeros, is no time and no finding
     * @param record for the finding, as {@code field}: {@code R|4} and {@code R.13}
     */
    public Optional<ReportedTime> time(String sent, String record, String field) {
        String text = sent.strip();
        if (NO_DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        Optional<ReportedTime> time = ReportedTime.parse(text, zone);
        if (time.isEmpty()) {
            findings.warn(
                    ReasonCode.UNREADABLE_TIME,
                    record,
                    field + " is no existing time (expected YYYYMMDD[HH[MM[SS]]]); left out");
        }
        return time;
    }

    /** A date of birth; a time of day sent with it is dropped, for it is not meant. */
    public Optional<LocalDate> date(String sent, String record, String field) {
        String text = sent.strip();
        if (NO_DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        Matcher parts = DATE.matcher(text);
        if (parts.matches()) {
            try {
                return Optional.of(LocalDate.of(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3))));
            } catch (DateTimeException e) {
                noDate(record, field, "no such day exists");
                return Optional.empty();
            }
        }
        noDate(record, field, "expected YYYYMMDD");
        return Optional.empty();
    }

    private void noDate(String record, String field, String why) {
        findings.warn(ReasonCode.UNREADABLE_TIME, record, field + " is no date: " + why + "; left out");
    }
}
