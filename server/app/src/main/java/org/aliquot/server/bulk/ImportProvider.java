package org.aliquot.server.bulk;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.ingest.job.IngestJobs;
import org.aliquot.ingest.job.UnknownJobException;
import org.aliquot.ingest.job.UnknownOptionException;
import org.aliquot.ingest.job.ledger.Counts;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.ledger.SourceStatus;
import org.aliquot.ingest.job.source.AllowedUrls;
import org.aliquot.server.web.ClientUrl;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@code $import}: loads NDJSON from URLs, by the asynchronous pattern (FHIR R5 async-bulk.html, as {@code $export} does).
 *
 * <p>The order is answered with 202 and where to ask; asking, with 202 and progress until the job ends, then with 200 and
 * a manifest. DELETE ends it.
 */
public final class ImportProvider {
    private static final String POLL = "$import-poll-status";
    private static final String ERRORS = "$import-errors";
    private static final String JOB = "_jobId";
    private static final String INPUT = "_input";
    private static final int ASK_AGAIN_SECONDS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IngestJobs jobs;
    private final AllowedUrls allowed;
    private final boolean requiresAccessToken;
    private final Clock clock;

    /** @param requiresAccessToken false where nobody needs a token: development */
    ImportProvider(IngestJobs jobs, AllowedUrls allowed, boolean requiresAccessToken, Clock clock) {
        this.requiresAccessToken = requiresAccessToken;
        this.jobs = Objects.requireNonNull(jobs, "jobs");
        this.allowed = Objects.requireNonNull(allowed, "allowed");
        this.clock = clock;
    }

    /** Orders a job. */
    @Operation(name = "$import", manualRequest = true, manualResponse = true)
    public void order(ServletRequestDetails request) throws IOException {
        String prefer = Objects.toString(request.getHeader("Prefer"), "");
        if (!prefer.toLowerCase(Locale.ROOT).contains("respond-async")) {
            throw new InvalidRequestException("$import runs asynchronously: send the header Prefer: respond-async");
        }
        ImportOrder order = ImportOrder.read(request.getServletRequest().getInputStream(), allowed);
        JobStatus job;
        try {
            job = jobs.submit(
                    order.options(),
                    ClientUrl.of(request.getServletRequest(), request.getFhirServerBase()),
                    order.sources());
        } catch (UnknownOptionException e) {
            throw new InvalidRequestException(e.getMessage());
        }
        HttpServletResponse response = request.getServletResponse();
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setHeader("Content-Location", url(request, POLL, job));
    }

    /** Says how far a job is, or ends it. */
    @Operation(name = POLL, manualResponse = true, idempotent = true, deleteEnabled = true)
    public void poll(@OperationParam(name = JOB) StringType id, ServletRequestDetails request) throws IOException {
        JobStatus job = job(id);
        HttpServletResponse response = request.getServletResponse();
        if (request.getRequestType() == RequestTypeEnum.DELETE) {
            jobs.cancel(job.id());
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        switch (job.state()) {
            case QUEUED, RUNNING, PAUSED, OPEN -> {
                response.setStatus(HttpServletResponse.SC_ACCEPTED);
                response.setHeader("X-Progress", progress(job));
                response.setIntHeader("Retry-After", ASK_AGAIN_SECONDS);
            }
            case DONE -> {
                response.setContentType("application/json");
                try (OutputStream out = response.getOutputStream()) {
                    JSON.writeValue(
                            out,
                            ImportManifest.of(job, url(request, ERRORS, job) + "&" + INPUT + "=", requiresAccessToken));
                }
            }
            case CANCELLED -> throw new ResourceNotFoundException("this import was cancelled");
            case FAILED -> FailedJob.tell(response, "this import failed: " + job.reason());
        }
    }

    /** Inputs that could not be read to their end, and lines that were refused, as NDJSON of OperationOutcome. */
    @Operation(name = ERRORS, manualResponse = true, idempotent = true)
    public void errors(
            @OperationParam(name = JOB) StringType id,
            @OperationParam(name = INPUT) StringType input,
            ServletRequestDetails request)
            throws IOException {
        JobStatus job = job(id);
        List<SourceStatus> sources = job.sources().stream()
                .filter(source -> input == null || input.getValue().equals(Integer.toString(source.number())))
                .toList();
        Set<Integer> numbers = sources.stream().map(SourceStatus::number).collect(Collectors.toSet());
        HttpServletResponse response = request.getServletResponse();
        response.setContentType("application/fhir+ndjson");
        try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
            for (SourceStatus source : sources) {
                if (source.state() == SourceState.FAILED) {
                    FailedSourceJson.write(source, out);
                }
            }
            jobs.errors(job.id(), line -> {
                if (numbers.contains(line.entry().source())) {
                    RefusedLineJson.write(line, out);
                }
            });
        }
    }

    private JobStatus job(StringType id) {
        if (id == null || !id.hasValue()) {
            throw new InvalidRequestException("parameter " + JOB + ": expected the id of an import");
        }
        try {
            return jobs.status(id.getValue());
        } catch (UnknownJobException e) {
            throw new ResourceNotFoundException(e.getMessage());
        }
    }

    private String progress(JobStatus job) {
        Counts counts = job.counts();
        double seconds = job.elapsed(clock.instant()).toMillis() / 1000.0;
        String state = job.state().name().toLowerCase(Locale.ROOT);
        // Less than 100 characters (Bulk Data Access IG 2.0, status request).
        return state + ": " + counts.read() + " read, " + counts.stored() + " stored, " + counts.unchanged()
                + " unchanged, " + counts.refused() + " refused, " + counts.held() + " waiting, "
                + Math.round((counts.stored() + counts.unchanged()) / Math.max(0.001, seconds)) + "/s";
    }

    private static String url(ServletRequestDetails request, String operation, JobStatus job) {
        return request.getFhirServerBase() + "/" + operation + "?" + JOB + "=" + job.id();
    }
}
