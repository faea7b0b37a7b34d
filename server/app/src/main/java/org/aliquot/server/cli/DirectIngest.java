package org.aliquot.server.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aliquot.ingest.job.IngestJobs;
import org.aliquot.ingest.job.JobOptions;
import org.aliquot.ingest.job.UnknownOptionException;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobState;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceKind;
import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.server.boot.ServerLauncher;
import org.aliquot.server.bulk.RefusedLineJson;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/** Loads without a server: this process opens the database, loads, and closes it. */
final class DirectIngest implements IngestTarget {
    private static final long LOOK_EVERY_MILLIS = 250;

    private final @Nullable Path config;
    private final @Nullable Path dataDir;

    DirectIngest(@Nullable Path config, @Nullable Path dataDir) {
        this.config = config;
        this.dataDir = dataDir;
    }

    @Override
    public IngestResult ingest(IngestInputs inputs, JobOptions options, @Nullable Path errors, IngestProgress progress)
            throws CommandFailedException {
        if (!inputs.deletions().files().isEmpty()) {
            throw new CommandFailedException(
                    ExitCodes.USAGE,
                    inputs.deletions().files().get(0)
                            + " says what was deleted: a running server deletes it (--server);"
                            + " nothing was loaded");
        }
        try (ConfigurableApplicationContext context =
                new ServerLauncher(dataDir, null, null, config).startLoader(overrides(inputs.urls()))) {
            IngestJobs jobs = context.getBean(IngestJobs.class);
            progress.start();
            JobStatus job = untilItEnds(jobs, submit(jobs, options, sources(inputs)), progress);
            double seconds = progress.seconds();
            List<String> notes = new ArrayList<>(reasons(job));
            if (job.counts().refused() > 0) {
                notes.add(writeErrors(jobs, job, errors));
            }
            boolean isComplete = job.state() == JobState.DONE && job.failedSources() == 0;
            return new IngestResult(countsOf(job), 0, seconds, isComplete, notes);
        }
    }

    // Who may name files of this machine on a command line may name URLs too.
    private static Map<String, String> overrides(List<URI> urls) {
        if (urls.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                "aliquot.ingest.allowed-urls",
                urls.stream()
                        .map(url -> url.toString().replaceFirst("[?#].*", "").replace(",", "%2C"))
                        .collect(Collectors.joining(",")));
    }

    private static List<SourceSpec> sources(IngestInputs inputs) {
        List<SourceSpec> sources = new ArrayList<>();
        for (Path file : inputs.files()) {
            sources.add(new SourceSpec(
                    SourceKind.FILE, file.toAbsolutePath().normalize().toString(), file.toString(), null));
        }
        for (URI url : inputs.urls()) {
            sources.add(new SourceSpec(
                    SourceKind.URL, url.toString(), url.toString().replaceFirst("\\?.*", ""), null));
        }
        return sources;
    }

    private static String submit(IngestJobs jobs, JobOptions options, List<SourceSpec> sources)
            throws CommandFailedException {
        try {
            return jobs.submit(options, null, sources).id();
        } catch (UnknownOptionException e) {
            throw new CommandFailedException(ExitCodes.USAGE, e.getMessage());
        }
    }

    private static JobStatus untilItEnds(IngestJobs jobs, String id, IngestProgress progress)
            throws CommandFailedException {
        try {
            JobStatus job = jobs.status(id);
            while (!job.state().isFinal()) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                job = jobs.status(id);
                progress.show(countsOf(job));
            }
            return job;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(
                    ExitCodes.FAILED, "interrupted; job " + id + " goes on when this database is opened again");
        }
    }

    private static List<String> reasons(JobStatus job) {
        List<String> reasons = new ArrayList<>();
        if (job.state() != JobState.DONE) {
            reasons.add("the job " + job.state().name().toLowerCase(java.util.Locale.ROOT)
                    + (job.reason() == null ? "" : ": " + job.reason()));
        }
        job.sources().stream()
                .filter(source -> source.state() == SourceState.FAILED)
                .forEach(source -> reasons.add(source.spec().name() + " " + source.reason()));
        return reasons;
    }

    private static String writeErrors(IngestJobs jobs, JobStatus job, @Nullable Path errors)
            throws CommandFailedException {
        Path file = errors == null ? Path.of("aliquot-ingest-" + job.id() + ".errors.ndjson") : errors;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            jobs.errors(job.id(), line -> RefusedLineJson.write(line, out));
        } catch (IOException e) {
            throw new CommandFailedException(ExitCodes.FAILED, file + " cannot be written: " + e.getMessage());
        }
        return job.counts().refused() + " lines were refused: see " + file;
    }

    private static IngestCounts countsOf(JobStatus job) {
        Counts counts = job.counts();
        return new IngestCounts(
                counts.stored(), counts.unchanged(), counts.refused(), counts.held(), job.failedSources(), job.bytes());
    }
}
