package org.aliquot.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceStatus;

/**
 * An ingest job as the operations API shows it.
 *
 * @param state queued, running, paused (the database is away), open (more sources may come), done, failed or cancelled
 * @param bytes unpacked, of lines that have their outcome
 * @param perSecond lines stored or unchanged a second, from the start on
 * @param errors where the refused lines are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestView(
        String id,
        String state,
        String reason,
        String via,
        String validation,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt,
        LineCounts lines,
        long failedSources,
        long bytes,
        double seconds,
        double perSecond,
        String errors,
        List<SourceView> sources) {
    static IngestView of(JobStatus job, Instant now) {
        Counts counts = job.counts();
        double seconds = job.elapsed(now).toMillis() / 1000.0;
        return new IngestView(
                job.id(),
                lower(job.state()),
                job.reason(),
                job.via(),
                job.validation().text(),
                job.createdAt(),
                job.startedAt(),
                job.endedAt(),
                LineCounts.of(counts),
                job.failedSources(),
                job.bytes(),
                seconds,
                seconds == 0 ? 0 : Math.round((counts.stored() + counts.unchanged()) / seconds * 10) / 10.0,
                "/ops/ingest/" + job.id() + "/errors",
                job.sources().stream().map(SourceView::of).toList());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Lines by what became of them; held ones wait for what they refer to. */
    record LineCounts(long read, long stored, long unchanged, long refused, long held) {
        static LineCounts of(Counts counts) {
            return new LineCounts(counts.read(), counts.stored(), counts.unchanged(), counts.refused(), counts.held());
        }
    }

    /**
     * A source of it.
     *
     * @param state waiting, reading, done or failed
     * @param line the last that has its outcome
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceView(
            String name,
            String kind,
            String type,
            String state,
            String reason,
            long line,
            long bytes,
            LineCounts lines) {
        static SourceView of(SourceStatus source) {
            return new SourceView(
                    source.spec().name(),
                    lower(source.spec().kind()),
                    source.spec().resourceType(),
                    lower(source.state()),
                    source.reason(),
                    source.position().line(),
                    source.position().offset(),
                    LineCounts.of(source.counts()));
        }
    }
}
