package org.aliquot.ingest.job;

import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.source.Source;

/** From a source as it was ordered to one that can be opened: who does this knows what may be read. */
@FunctionalInterface
public interface SourceOpener {
    Source source(SourceSpec spec);
}
