package org.aliquot.server.bulk;

import java.util.Objects;
import org.aliquot.ingest.job.IngestJobs;
import org.springframework.context.SmartLifecycle;

/** Starts jobs last and stops them first. */
final class JobLifecycle implements SmartLifecycle {
    private final IngestJobs jobs;
    private volatile boolean isRunning;

    JobLifecycle(IngestJobs jobs) {
        this.jobs = Objects.requireNonNull(jobs, "jobs");
    }

    @Override
    public void start() {
        jobs.start();
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
        jobs.close();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
