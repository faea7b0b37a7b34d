package org.aliquot.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where {@code aliquot ingest} loads into. */
interface IngestTarget {
    /**
     * Loads, and returns once every line has its outcome.
     *
     * @param via the way into the database; null for the default
     * @param errors where refused lines go; null for a file of the job's own name
     */
    IngestResult ingest(IngestInputs inputs, @Nullable String via, @Nullable Path errors, IngestProgress progress)
            throws CommandFailedException;
}
