package org.aliquot.server.cli;

import java.nio.file.Path;
import org.aliquot.ingest.job.JobOptions;
import org.jspecify.annotations.Nullable;

/** Where {@code aliquot ingest} loads into. */
interface IngestTarget {
    /**
     * Loads, and returns once every line has its outcome.
     *
     * @param options how the job is done
     * @param errors where refused lines go; null for a file of the job's own name
     */
    IngestResult ingest(IngestInputs inputs, JobOptions options, @Nullable Path errors, IngestProgress progress)
            throws CommandFailedException;
}
