package org.aliquot.ingest.rows;

import java.util.Optional;
import org.aliquot.ingest.LineRefusedException;

/** Takes a resource apart. Thread-safe. */
public interface RowExtractor {
    /**
     * The rows of one resource.
     *
     * @param json UTF-8
     * @return empty where this extractor leaves the resource to a slower one that covers more
     * @throws LineRefusedException when no extractor can take it
     */
    Optional<ResourceRows> rowsOf(byte[] json) throws LineRefusedException;
}
