package org.aliquot.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.OutputFile;
import org.aliquot.server.bulk.export.run.Progress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Everybody's exports, for the operator: who takes out how much, and how to end it. */
@RestController
@RequestMapping("/ops/exports")
class ExportController {
    private final ExportJobs jobs;

    ExportController(ExportJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * One of them.
     *
     * @param resources written so far, or in its files
     * @param bytes of its files, where it is done
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExportView(
            String id,
            String owner,
            String state,
            String request,
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Instant expires,
            @Nullable String reason,
            @Nullable Long resources,
            @Nullable Long total,
            @Nullable Long bytes) {}

    /** The oldest first. */
    @GetMapping
    List<ExportView> list() {
        return jobs.all().stream().map(this::view).toList();
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        if (!jobs.remove(id)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such export");
        }
    }

    private ExportView view(ExportJob job) {
        Progress progress = jobs.progress(job.id()).orElse(null);
        ExportRun.Made made = job.made().orElse(null);
        return new ExportView(
                job.id(),
                job.owner(),
                job.state().name().toLowerCase(Locale.ROOT),
                job.request(),
                job.created(),
                job.started().orElse(null),
                job.ended().orElse(null),
                job.expires().orElse(null),
                job.reason().orElse(null),
                made != null
                        ? (Long) made.output().stream()
                                .mapToLong(OutputFile::count)
                                .sum()
                        : progress == null ? null : (Long) progress.done(),
                progress == null || progress.total() < 0 ? null : (Long) progress.total(),
                made == null
                        ? null
                        : (Long) Stream.of(made.output(), made.deleted(), made.errors())
                                .flatMap(List::stream)
                                .mapToLong(OutputFile::bytes)
                                .sum());
    }
}
