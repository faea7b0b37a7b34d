package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The specimen as the instrument states it.
 *
 * @param accession the specimen number on the tube, trimmed of padding; empty when none was sent
 * @param idEntry how the number came in, as sent (Sysmex: M manual, A automatic, B bar code, C host)
 * @param type material as sent ({@code BLDV}, {@code W}); the mapping interprets it
 * @param rack rack or carrier, as sent
 * @param position position in the rack, as sent
 * @param comments free text sent about the specimen, its condition included
 */
public record StatedSpecimen(
        Optional<String> accession,
        Optional<String> idEntry,
        Optional<String> type,
        Optional<String> rack,
        Optional<String> position,
        Optional<ReportedTime> collectedAt,
        Optional<ReportedTime> receivedAt,
        List<String> comments) {
    public StatedSpecimen {
        Objects.requireNonNull(accession, "accession");
        Objects.requireNonNull(idEntry, "idEntry");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rack, "rack");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(collectedAt, "collectedAt");
        Objects.requireNonNull(receivedAt, "receivedAt");
        comments = List.copyOf(comments);
    }
}
