package org.aliquot.ingest.bulk;

import java.util.List;
import java.util.Optional;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;

/** Several ways to take a resource apart, the fastest first. Thread-safe. */
public final class Extractors {
    private final List<RowExtractor> inTurn;

    /** @param inTurn the first that answers decides */
    public Extractors(List<RowExtractor> inTurn) {
        this.inTurn = List.copyOf(inTurn);
    }

    /** Empty where only HAPI's DAO can store it. */
    Optional<Candidate> candidate(byte[] json) throws LineRefusedException {
        for (RowExtractor extractor : inTurn) {
            Optional<ResourceRows> rows = extractor.rowsOf(json);
            if (rows.isPresent()) {
                return Optional.of(Candidate.of(rows.get()));
            }
        }
        return Optional.empty();
    }
}
