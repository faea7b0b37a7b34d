package org.aliquot.server.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.job.JobSettings.MissingTargets;
import org.aliquot.ingest.job.source.AllowedUrls;
import org.aliquot.ingest.validate.Level;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Loading in bulk.
 *
 * @param allowedUrls       what {@code $import} may read: URLs at or below one of these
 *                          ({@code https://files.example.org/exports/}); none: nothing
 * @param longestLine       a longer line is refused without being held in memory
 * @param bufferSize        lines between reading and storing, of all jobs together
 * @param batchLines        most lines of a transaction by COPY
 * @param prepareThreads    threads that take lines apart; 0: as many as there are processors
 * @param concurrentJobs    jobs that run at once; the others wait
 * @param concurrentRequests request bodies that are read at once; a further one is answered with 503
 * @param missingTargets    what becomes of a line that refers to nothing: refuse, or placeholder
 * @param validation        how much of a line is looked at where a job does not say: structure, profiles, or full
 * @param connectTimeout    how long a URL's server may take to accept a connection
 * @param stallTimeout      how long it may send nothing
 */
@ConfigurationProperties("aliquot.ingest")
public record IngestProperties(
        @NotNull @DefaultValue List<URI> allowedUrls,
        @NotNull @DefaultValue("16MB") DataSize longestLine,
        @NotNull @DefaultValue("32MB") DataSize bufferSize,
        @Min(1) @Max(100_000) @DefaultValue("2000") int batchLines,
        @Min(0) @Max(256) @DefaultValue("0") int prepareThreads,
        @Min(1) @Max(64) @DefaultValue("2") int concurrentJobs,
        @Min(1) @Max(64) @DefaultValue("4") int concurrentRequests,
        @NotNull @DefaultValue("refuse") MissingTargets missingTargets,
        @NotNull @DefaultValue("structure") Level validation,
        @NotNull @DefaultValue("10s") Duration connectTimeout,
        @NotNull @DefaultValue("60s") Duration stallTimeout)
        implements CheckedSettings {
    private static final DataSize LONGEST_LONGEST_LINE = DataSize.ofMegabytes(512);

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (URI url : allowedUrls) {
            if (!AllowedUrls.isPrefix(url)) {
                problems.add("aliquot.ingest.allowed-urls: \"" + url
                        + "\": expected http(s)://host/path, without user, query or fragment");
            }
        }
        if (longestLine.toBytes() < 1 || longestLine.compareTo(LONGEST_LONGEST_LINE) > 0) {
            problems.add("aliquot.ingest.longest-line: must be from 1B to 512MB, not " + longestLine);
        }
        if (bufferSize.compareTo(DataSize.ofMegabytes(1)) < 0) {
            problems.add("aliquot.ingest.buffer-size: must be at least 1MB, not " + bufferSize);
        }
        if (connectTimeout.toMillis() < 1 || stallTimeout.toMillis() < 1) {
            problems.add("aliquot.ingest.connect-timeout and stall-timeout: must be at least 1ms");
        }
        return problems;
    }
}
