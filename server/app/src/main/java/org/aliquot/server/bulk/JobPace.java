package org.aliquot.server.bulk;

import ca.uhn.fhir.batch2.api.IJobMaintenanceService;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;

/**
 * Moves HAPI's jobs to their next step as soon as the last one is done.
 *
 * <p>HAPI looks once a minute, and a job ({@code $reindex}) has several steps: it spends minutes waiting for
 * seconds of work. The pass costs one query where there is no job.
 */
public final class JobPace {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final IJobMaintenanceService jobs;
    private final TaskScheduler scheduler;

    public JobPace(IJobMaintenanceService jobs, TaskScheduler scheduler) {
        this.jobs = jobs;
        this.scheduler = scheduler;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        scheduler.scheduleWithFixedDelay(
                jobs::triggerMaintenancePass, Instant.now().plus(PAUSE), PAUSE);
    }
}
