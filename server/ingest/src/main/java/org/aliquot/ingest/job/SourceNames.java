package org.aliquot.ingest.job;

import java.util.Map;
import java.util.stream.Collectors;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceStatus;

/** Names of a job's sources by their numbers. */
record SourceNames(Map<Integer, String> names) {
    static SourceNames of(JobStatus job) {
        return new SourceNames(job.sources().stream()
                .collect(Collectors.toUnmodifiableMap(
                        SourceStatus::number, source -> source.spec().name())));
    }

    String of(int source) {
        return names.getOrDefault(source, "source " + source);
    }
}
