package org.aliquot.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.aliquot.gateway.spool.QuarantineEntry;

/**
 * A quarantine entry as the operations API shows it; the raw bytes are at {@code /ops/transcripts/{transcript}/raw}.
 *
 * @param from first byte of the message in the transcript
 * @param to one past its last byte
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QuarantineView(
        String id,
        String state,
        String severity,
        String reason,
        String message,
        String record,
        String instrument,
        String device,
        Instant raisedAt,
        String transcript,
        int from,
        int to,
        int replays,
        Instant resolvedAt,
        String resolution) {

    static QuarantineView of(QuarantineEntry entry) {
        return new QuarantineView(
                entry.id(),
                lower(entry.state()),
                lower(entry.finding().severity()),
                entry.finding().reason().code(),
                entry.finding().message(),
                entry.finding().record().orElse(null),
                entry.instrument().dialect(),
                entry.instrument().device(),
                entry.raisedAt(),
                entry.transcript().value(),
                entry.bytes().from(),
                entry.bytes().to(),
                entry.replays(),
                entry.resolvedAt().orElse(null),
                entry.resolution().orElse(null));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
