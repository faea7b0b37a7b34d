package org.aliquot.ingest.rows.fast;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;

/** Gives the rows of search parameters whose expressions are not compiled. Thread-safe. */
@FunctionalInterface
public interface OtherParams {
    /** Gives none: resources of types with such parameters are left to another extractor. */
    OtherParams NONE = (json, codes) -> Optional.empty();

    /**
     * Rows of some of a resource's parameters.
     *
     * @param json as it was read
     * @param codes of the parameters that are active for its type
     * @return empty where another extractor is to decide
     */
    Optional<Found> of(byte[] json, Set<String> codes);

    /**
     * What was found.
     *
     * @param index rows of these parameters alone
     * @param links of these parameters at least, and none that no parameter of the type makes
     */
    record Found(Collection<IndexRow> index, Collection<LinkRow> links) {
        public Found {
            index = List.copyOf(index);
            links = List.copyOf(links);
        }
    }
}
