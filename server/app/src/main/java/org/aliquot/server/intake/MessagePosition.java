package org.aliquot.server.intake;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.lab.LabReport;
import org.aliquot.mapping.Systems;
import org.hl7.fhir.r4.model.Resource;

/**
 * Where in all that was ever received a message stands: its transcript, and its first byte there.
 *
 * <p>It is the {@code meta.source} of what the intake stores. HAPI appends {@code #} and a request id to the source of
 * what comes over REST, so a version that a person or another program wrote has no position, even where its sender
 * copied the source along.
 */
record MessagePosition(String transcript, long firstByte) implements Comparable<MessagePosition> {
    private static final Pattern SOURCE =
            Pattern.compile(Pattern.quote(Systems.TRANSCRIPT) + "/([0-9A-HJKMNP-TV-Z]{26})/(\\d{1,18})");
    private static final Comparator<MessagePosition> ORDER =
            Comparator.comparing(MessagePosition::transcript).thenComparing(MessagePosition::firstByte);

    MessagePosition {
        Objects.requireNonNull(transcript, "transcript");
    }

    static MessagePosition of(LabReport report) {
        return new MessagePosition(report.transcript().value(), report.bytes().from());
    }

    /** Of the message that wrote this version; empty when the intake did not write it. */
    static Optional<MessagePosition> of(Resource version) {
        Matcher source =
                SOURCE.matcher(Objects.requireNonNullElse(version.getMeta().getSource(), ""));
        return source.matches()
                ? Optional.of(new MessagePosition(source.group(1), Long.parseLong(source.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(MessagePosition other) {
        return ORDER.compare(this, other);
    }
}
