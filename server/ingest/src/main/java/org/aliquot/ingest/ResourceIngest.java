package org.aliquot.ingest;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/** Stores resources. */
public interface ResourceIngest {
    /**
     * Stores a batch as one transaction: all of it or nothing.
     *
     * <p>Resources carry their ids: an unknown id is created, a known one updated, and unchanged content makes no new
     * version. Returns only once the transaction is durable.
     *
     * @param batch in any order; references inside it resolve whatever the order
     * @return one outcome for each resource, in the batch's order; with a {@link Outcome.Refused} among them nothing of
     *     the batch is stored
     * @throws StoreUnavailableException when the database cannot be had right now; nothing is stored, try again
     */
    List<Outcome> ingest(List<Resource> batch);
}
