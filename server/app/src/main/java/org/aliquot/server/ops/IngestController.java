package org.aliquot.server.ops;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.ingest.job.BusyException;
import org.aliquot.ingest.job.IngestJobs;
import org.aliquot.ingest.job.JobOptions;
import org.aliquot.ingest.job.UnknownJobException;
import org.aliquot.ingest.job.UnknownOptionException;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.LedgerException;
import org.aliquot.server.bulk.RefusedLineJson;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/** Ingest jobs: listed, shown, begun with request bodies, ended. */
@RestController
@RequestMapping("/ops/ingest")
class IngestController {
    private static final int LARGEST_PAGE = 1000;
    private static final int LONGEST_NAME = 1000;

    private final IngestJobs jobs;
    private final Clock clock;

    IngestController(IngestJobs jobs, Clock clock) {
        this.jobs = Objects.requireNonNull(jobs, "jobs");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Newest first. */
    @GetMapping
    List<IngestView> list(@RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "limit " + limit + ": expected 1 to " + LARGEST_PAGE);
        }
        return jobs.newest(limit).stream().map(this::view).toList();
    }

    @GetMapping("/{id}")
    IngestView show(@PathVariable String id) {
        return view(jobs.status(id));
    }

    /** NDJSON of OperationOutcome: what was refused, and why. */
    @GetMapping("/{id}/errors")
    void errors(@PathVariable String id, HttpServletResponse response) throws IOException {
        jobs.status(id);
        response.setContentType("application/fhir+ndjson");
        try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
            jobs.errors(id, line -> RefusedLineJson.write(line, out));
        }
    }

    /**
     * Loads the request's body, NDJSON, plain or gzip. Query parameters: {@code source}, its name; {@code job}, an open
     * job that it is the next source of; {@code via}, the way into the database, and {@code validation}, the level, where it is a job of its own.
     *
     * @return once its lines have their outcomes; of an open job, some may still wait for others
     */
    @PostMapping
    IngestView load(HttpServletRequest request) throws IOException {
        // From the query alone: asking for parameters would have a form's body read, and curl calls every body a form.
        String source = parameter(request, "source").orElse("request");
        if (source.length() > LONGEST_NAME) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "source: expected a name of at most " + LONGEST_NAME + " characters");
        }
        Optional<String> open = parameter(request, "job");
        if (open.isPresent()) {
            return view(jobs.append(open.get(), source, request.getInputStream()));
        }
        String id = jobs.open(options(request)).id();
        try {
            jobs.append(id, source, request.getInputStream());
        } catch (BusyException e) {
            jobs.cancel(id);
            jobs.forget(id);
            throw e;
        }
        return view(jobs.finish(id));
    }

    /** Begins a job whose sources follow as bodies of {@code POST /ops/ingest?job=…}. */
    @PostMapping("/open")
    @ResponseStatus(HttpStatus.CREATED)
    IngestView open(HttpServletRequest request) {
        return view(jobs.open(options(request)));
    }

    /** Says that all sources were sent; returns once every line has its outcome. */
    @PostMapping("/{id}/finish")
    IngestView finish(@PathVariable String id) {
        return view(jobs.finish(id));
    }

    /** Ends a job (202), or forgets one that has ended, its errors with it (204). */
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        if (jobs.cancel(id)) {
            return ResponseEntity.accepted().build();
        }
        jobs.forget(id);
        return ResponseEntity.noContent().build();
    }

    private IngestView view(JobStatus job) {
        return IngestView.of(job, clock.instant());
    }

    private static JobOptions options(HttpServletRequest request) {
        return new JobOptions(
                parameter(request, "via").orElse(null),
                parameter(request, "validation").orElse(null));
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        String value = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams()
                .getFirst(name);
        return Optional.ofNullable(value)
                .map(text -> java.net.URLDecoder.decode(text, StandardCharsets.UTF_8))
                .filter(text -> !text.isBlank());
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownJobException e) {
        return problem(HttpStatus.NOT_FOUND, e);
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownOptionException e) {
        return problem(HttpStatus.BAD_REQUEST, e);
    }

    @ExceptionHandler
    ProblemDetail busy(BusyException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, e);
    }

    @ExceptionHandler
    ProblemDetail away(LedgerException e) {
        if (DatabaseTrouble.isCauseOf(e)) {
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again");
        }
        throw e;
    }

    private static ProblemDetail problem(HttpStatus status, RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(status, e.getMessage());
    }
}
