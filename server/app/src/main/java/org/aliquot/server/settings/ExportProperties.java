package org.aliquot.server.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bulk exports.
 *
 * @param concurrentJobs exports that run at once; the others wait, each client's turn in turn
 * @param jobsPerClient  exports of one client that run or wait; a further order is answered with 429
 * @param threads        readers of one export, each with a connection of its own
 * @param fileSize       a file that has reached this is followed by another
 * @param keep           how long files can be fetched
 * @param s3             a bucket for the files, in the place of the data directory
 */
@ConfigurationProperties("aliquot.export")
public record ExportProperties(
        @Min(1) @Max(64) @DefaultValue("2") int concurrentJobs,
        @Min(1) @Max(1_000) @DefaultValue("5") int jobsPerClient,
        @Min(1) @Max(64) @DefaultValue("2") int threads,
        @NotNull @DefaultValue("1GB") DataSize fileSize,
        @NotNull @DefaultValue("24h") Duration keep,
        @NotNull @DefaultValue S3Settings s3)
        implements CheckedSettings {
    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (fileSize.toBytes() < 1) {
            problems.add("aliquot.export.file-size: must be at least 1B, not " + fileSize);
        }
        if (keep.toMinutes() < 1) {
            problems.add("aliquot.export.keep: must be at least 1m, not " + keep);
        }
        problems.addAll(s3.problems(keep));
        return problems;
    }
}
