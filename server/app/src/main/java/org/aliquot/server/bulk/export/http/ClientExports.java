package org.aliquot.server.bulk.export.http;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.job.TooManyExportsException;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.aliquot.server.bulk.export.run.Progress;

/** Exports as their clients have them, whatever is in them: ordered, found by those whose they are, waited for, ended. */
public final class ClientExports {
    /** A small export is done before a client would have asked a second time: a question waits for that. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private static final int LONGEST_RETRY = 60;

    /** Most exports are done by then. */
    private static final int TURN_AGAIN = 10;

    private static final int TOO_MANY_REQUESTS = 429;

    /** RFC 9110, 5.6.7: two digits for the day, where RFC 1123 leaves that open. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

    private final ExportJobs jobs;
    private final Grants grants;
    private final Clock clock;

    public ClientExports(ExportJobs jobs, Grants grants, Clock clock) {
        this.jobs = jobs;
        this.grants = grants;
        this.clock = clock;
    }

    /**
     * What a request prefers, in lower case.
     *
     * @throws InvalidRequestException where that is not an answer that comes later
     */
    public static String requireAsync(HttpServletRequest request, String operation) {
        String prefer =
                String.join(",", Collections.list(request.getHeaders("Prefer"))).toLowerCase(Locale.ROOT);
        if (!prefer.contains("respond-async")) {
            throw new InvalidRequestException(
                    operation + " runs asynchronously: send the header Prefer: respond-async");
        }
        return prefer;
    }

    /**
     * Takes an order.
     *
     * @param url by which it came
     * @return the job's id
     * @throws BaseServerResponseException 429, where the client has as many as it may
     */
    public String order(Access access, String url, ExportOrder order) {
        try {
            return jobs.submit(access.bearer(), url, order);
        } catch (TooManyExportsException e) {
            BaseServerResponseException refusal =
                    BaseServerResponseException.newInstance(TOO_MANY_REQUESTS, e.getMessage());
            refusal.addResponseHeader("Retry-After", Integer.toString(TURN_AGAIN));
            throw refusal;
        }
    }

    /** Empty where there is none of this bearer's, or it is more than the scopes allow by now. */
    public Optional<ExportJob> find(String id, Access access) {
        return jobs.find(id)
                .filter(job -> job.owner().equals(access.bearer()))
                .filter(job -> grants.stillAllow(access, job.order()));
    }

    /** @return what a client is told of what {@link #find} did not find */
    public static ResourceNotFoundException unknown(String id) {
        return new ResourceNotFoundException("no export " + id.replaceAll("[^A-Za-z0-9-]", "?")
                + ": never ordered by this client, deleted, or expired");
    }

    /** The job as it is after a moment; it may have gone meanwhile. */
    public Optional<ExportJob> await(ExportJob job) throws InterruptedException {
        if (job.state().isFinal()) {
            return Optional.of(job);
        }
        jobs.await(job.id(), PATIENCE);
        return jobs.find(job.id());
    }

    /** 202, how far it is, and when to ask again. */
    public void tellProgress(ExportJob job, HttpServletResponse response) {
        Optional<Progress> progress = jobs.progress(job.id());
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setHeader("X-Progress", progress(job, progress));
        response.setIntHeader("Retry-After", retryAfter(job, progress));
    }

    /** Until when it can be had. */
    public static void tellExpiry(ExportJob job, HttpServletResponse response) {
        job.expires().ifPresent(expires -> response.setHeader("Expires", httpDate(expires)));
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    /**
     * Looks whether all files are as they were made.
     *
     * @throws ResourceGoneException where one is not
     * @throws BaseServerResponseException 503, where that cannot be found out now
     */
    public void requireWhole(ExportJob job) throws IOException {
        Optional<String> missing;
        try {
            missing = jobs.missing(job);
        } catch (PlaceException e) {
            throw new PlaceAway(e);
        }
        if (missing.isPresent()) {
            throw new ResourceGoneException("this export's file " + missing.get()
                    + " is not there as it was made any more; order the export again");
        }
    }

    /**
     * Ends it, throws its files away, and says so: 202.
     *
     * @throws ResourceNotFoundException where somebody else did
     */
    public void end(ExportJob job, HttpServletResponse response) {
        if (!jobs.remove(job.id())) {
            throw unknown(job.id());
        }
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    private static String progress(ExportJob job, Optional<Progress> progress) {
        long total = progress.map(Progress::total).orElse(-1L);
        if (job.started().isEmpty()) {
            return "waiting for its turn";
        }
        if (total < 0) {
            return "finding out what there is";
        }
        long done = progress.map(Progress::done).orElse(0L);
        // Less than 100 characters (Bulk Data Access IG 2.0, "Response - In-Progress Status").
        return String.format(
                Locale.ROOT,
                "%d%%: %,d of %,d resources",
                total == 0 ? 100 : Math.min(100, done * 100 / total),
                done,
                total);
    }

    /** As long as it will take at the rate so far. */
    private int retryAfter(ExportJob job, Optional<Progress> progress) {
        long total = progress.map(Progress::total).orElse(-1L);
        long done = progress.map(Progress::done).orElse(0L);
        if (job.started().isEmpty() || total < 0 || done == 0) {
            return 1;
        }
        Instant now = clock.instant();
        double elapsed = Duration.between(job.started().get(), now).toMillis() / 1_000.0;
        double left = elapsed * Math.max(0, total - done) / done;
        // The first handful says little of the rate; and whoever waits as long as it has taken so far loses at most
        // that.
        return (int) Math.max(1, Math.min(LONGEST_RETRY, Math.ceil(Math.min(left, elapsed))));
    }
}
