package org.aliquot.ingest.job;

import java.time.Duration;
import java.util.Objects;

/**
 * How jobs run.
 *
 * @param longestLine in bytes; a longer one is refused without being held
 * @param bufferBytes of lines between reading and storing, all jobs' together; one line may be longer
 * @param prepareThreads how many lines are taken apart at once
 * @param concurrentJobs how many queued jobs run at once; request bodies run beside them
 * @param concurrentRequests how many request bodies are read at once
 * @param missingTargets what becomes of a line that refers to what neither the database nor the job has
 */
public record JobSettings(
        int longestLine,
        long bufferBytes,
        int prepareThreads,
        int concurrentJobs,
        int concurrentRequests,
        MissingTargets missingTargets) {
    /** How long a half full batch waits for more lines. */
    static final Duration FLUSH_AFTER = Duration.ofMillis(100);

    /** What becomes of a line that refers to nothing. */
    public enum MissingTargets {
        REFUSE,
        /** An empty resource is made in the place of what is missing, as HAPI's own placeholders are. */
        PLACEHOLDER
    }

    public JobSettings {
        Objects.requireNonNull(missingTargets, "missingTargets");
    }

    /** A batch is at most a quarter of the buffer, so that two can be under way while a third is filled. */
    long batchBytes() {
        return bufferBytes / 4;
    }
}
