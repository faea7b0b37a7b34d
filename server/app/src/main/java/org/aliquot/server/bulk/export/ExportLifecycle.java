package org.aliquot.server.bulk.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;

/** Starts exports last and stops them first; has them tidied up meanwhile. */
final class ExportLifecycle implements SmartLifecycle {
    private final ExportJobs jobs;
    private final TaskScheduler scheduler;
    private final Duration pause;
    private volatile boolean isRunning;

    ExportLifecycle(ExportJobs jobs, TaskScheduler scheduler, Duration pause) {
        this.jobs = jobs;
        this.scheduler = scheduler;
        this.pause = pause;
    }

    @Override
    public void start() {
        try {
            jobs.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of exports cannot be made", e);
        }
        scheduler.scheduleWithFixedDelay(jobs::tidy, Instant.now().plus(pause), pause);
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
