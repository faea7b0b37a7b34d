package org.aliquot.server.bulk.export.http;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.aliquot.server.audit.http.Trail;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.FailedJob;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.job.TooManyExportsException;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.server.bulk.export.order.TypeFilters;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.aliquot.server.bulk.export.run.OutputFile;
import org.aliquot.server.bulk.export.run.Progress;
import org.aliquot.server.bulk.export.run.Searches;
import org.hl7.fhir.r4.model.IdType;

/**
 * {@code $export} of the system, of patients and of Groups, by the asynchronous pattern: 202 and where to ask; asking, with 202 and
 * progress until it is done, then with 200 and a manifest. DELETE ends it, or throws its files away.
 */
public final class ExportProvider {
    private static final String EXPORT = "$export";
    private static final String POLL = "$export-poll-status";
    private static final String JOB = "_jobId";
    private static final String DEFINITION = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    /** A small export is done before a client would have asked a second time: a question waits for that. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private static final int LONGEST_RETRY = 60;

    /** Most exports are done by then. */
    private static final int TURN_AGAIN = 10;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final ExportJobs jobs;
    private final OrderReader orders;
    private final ExportRules rules;
    private final Grants grants;
    private final Searches searches;
    private final Subjects subjects;
    private final FhirContext fhir;
    private final boolean requiresAccessToken;
    private final boolean linksToFiles;
    private final Clock clock;

    /**
     * @param requiresAccessToken false where nobody needs a token: development
     * @param linksToFiles whether manifests say where files are that are elsewhere, instead of how to get there by us
     */
    public ExportProvider(
            ExportJobs jobs,
            OrderReader orders,
            ExportRules rules,
            Searches searches,
            Subjects subjects,
            FhirContext fhir,
            boolean requiresAccessToken,
            boolean linksToFiles,
            Clock clock) {
        this.jobs = jobs;
        this.orders = orders;
        this.rules = rules;
        this.grants = new Grants(rules);
        this.searches = searches;
        this.subjects = subjects;
        this.fhir = fhir;
        this.requiresAccessToken = requiresAccessToken;
        this.linksToFiles = linksToFiles;
        this.clock = clock;
    }

    @Operation(
            name = EXPORT,
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "export")
    public void ofSystem(ServletRequestDetails request) throws IOException {
        order(Level.SYSTEM, Optional.empty(), request);
    }

    @Operation(
            name = EXPORT,
            typeName = "Patient",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "patient-export")
    public void ofPatients(ServletRequestDetails request) throws IOException {
        order(Level.PATIENT, Optional.empty(), request);
    }

    /** Of one patient. The IG has no such operation; HAPI does. */
    @Operation(name = EXPORT, typeName = "Patient", idempotent = true, manualRequest = true, manualResponse = true)
    public void ofPatient(@IdParam IdType id, ServletRequestDetails request) throws IOException {
        order(Level.PATIENT, Optional.of(id.getIdPart()), request);
    }

    @Operation(
            name = EXPORT,
            typeName = "Group",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "group-export")
    public void ofGroup(@IdParam IdType id, ServletRequestDetails request) throws IOException {
        order(Level.GROUP, Optional.of(id.getIdPart()), request);
    }

    private void order(Level level, Optional<String> id, ServletRequestDetails request) throws IOException {
        String prefer = String.join(",", request.getHeaders("Prefer")).toLowerCase(Locale.ROOT);
        if (!prefer.contains("respond-async")) {
            throw new InvalidRequestException("$export runs asynchronously: send the header Prefer: respond-async");
        }
        OrderReader.Read read = orders.read(
                level,
                id,
                RequestParameters.of(request, fhir),
                prefer.replace(" ", "").contains("handling=lenient"));
        Access access = Access.of(request.getServletRequest()).orElseThrow();
        ExportOrder order = permitted(read.order(), access);
        // Whether it may be exported was asked before this.
        id.ifPresent(one -> {
            if (level == Level.GROUP) {
                subjects.requireGroup(one);
            } else {
                subjects.requirePatient(one);
            }
        });
        try {
            String job = jobs.submit(access.bearer(), request.getCompleteUrl(), order);
            accept(request, job, read.leftOut());
        } catch (TooManyExportsException e) {
            throw refusal(e);
        }
    }

    private ExportOrder permitted(ExportOrder order, Access access) {
        if (access.reason().isPresent()) {
            throw new ForbiddenOperationException("breaking the glass is for looking at one patient, not for exports");
        }
        if (!rules.mayAskAboutOthers(access) && order.filters().stream().anyMatch(TypeFilters::asksAboutOthers)) {
            throw new ForbiddenOperationException(
                    "_typeFilter with chains, _has, _list or _filter is for tokens whose scopes allow reading everything");
        }
        for (String filter : order.filters()) {
            try {
                searches.check(filter);
            } catch (BaseServerResponseException e) {
                throw new InvalidRequestException("parameter _typeFilter: " + e.getMessage());
            }
        }
        return grants.of(access, order);
    }

    private static BaseServerResponseException refusal(TooManyExportsException e) {
        BaseServerResponseException refusal =
                BaseServerResponseException.newInstance(TOO_MANY_REQUESTS, e.getMessage());
        refusal.addResponseHeader("Retry-After", Integer.toString(TURN_AGAIN));
        return refusal;
    }

    private static void accept(ServletRequestDetails request, String job, List<String> leftOut) throws IOException {
        HttpServletResponse response = request.getServletResponse();
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setHeader("Content-Location", request.getFhirServerBase() + "/" + POLL + "?" + JOB + "=" + job);
        response.setContentType("application/fhir+json");
        var outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        var issues = outcome.putArray("issue");
        issues.addObject()
                .put("severity", "information")
                .put("code", "informational")
                .put("diagnostics", "export " + job + " is ordered; Content-Location says where to ask for it");
        leftOut.forEach(what -> issues.addObject()
                .put("severity", "warning")
                .put("code", "not-supported")
                .put("diagnostics", "left out: " + what));
        try (OutputStream out = response.getOutputStream()) {
            JSON.writeValue(out, outcome);
        }
    }

    /** Says how far a job is, or ends it. */
    @Operation(name = POLL, manualRequest = true, manualResponse = true, idempotent = true, deleteEnabled = true)
    public void poll(ServletRequestDetails request) throws IOException, InterruptedException {
        String id = jobIn(request);
        ExportJob job = own(id, request);
        if (request.getRequestType() == RequestTypeEnum.DELETE) {
            if (!jobs.remove(job.id())) {
                throw unknown(job.id());
            }
            request.getServletResponse().setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        if (!job.state().isFinal()) {
            jobs.await(job.id(), PATIENCE);
            job = own(id, request);
        }
        HttpServletResponse response = request.getServletResponse();
        switch (job.state()) {
            case QUEUED, RUNNING -> {
                Optional<Progress> progress = jobs.progress(job.id());
                response.setStatus(HttpServletResponse.SC_ACCEPTED);
                response.setHeader("X-Progress", progress(job, progress));
                response.setIntHeader("Retry-After", retryAfter(job, progress));
            }
            case DONE -> {
                requireWhole(job);
                response.setContentType("application/json");
                job.expires()
                        .ifPresent(expires ->
                                response.setHeader("Expires", HTTP_DATE.format(expires.atOffset(ZoneOffset.UTC))));
                ObjectNode manifest = manifest(job, request);
                try (OutputStream out = response.getOutputStream()) {
                    JSON.writeValue(out, manifest);
                }
            }
            case FAILED ->
                FailedJob.tell(response, "this export failed: " + job.reason().orElse("nobody knows why"));
        }
    }

    private void requireWhole(ExportJob job) throws IOException {
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

    private ObjectNode manifest(ExportJob job, ServletRequestDetails request) {
        if (!linksToFiles) {
            String files = request.getFhirServerBase() + ExportFiles.PATH + job.id() + "/";
            return ExportManifest.of(job, file -> files + file.name(), requiresAccessToken);
        }
        StringJoiner names = new StringJoiner(", ", "links handed out: ", "");
        ObjectNode manifest = ExportManifest.of(
                job,
                file -> {
                    names.add(file.name());
                    return link(job, file);
                },
                false);
        // Who fetches them, and whether, is not seen by this server any more.
        Trail.add(request.getServletRequest(), names.toString());
        return manifest;
    }

    private String link(ExportJob job, OutputFile file) {
        if (jobs.at(job, file) instanceof Kept.Elsewhere elsewhere) {
            return elsewhere.url().toString();
        }
        throw new IllegalStateException("links are for files that are elsewhere");
    }

    private String jobIn(ServletRequestDetails request) throws IOException {
        List<String> ids = RequestParameters.of(request, fhir).getOrDefault(JOB, List.of());
        if (ids.size() != 1) {
            throw new InvalidRequestException("parameter " + JOB + ": expected the id of one export");
        }
        return ids.get(0);
    }

    private ExportJob own(String id, ServletRequestDetails request) {
        Access access = Access.of(request.getServletRequest()).orElseThrow();
        return jobs.find(id)
                .filter(job -> job.owner().equals(access.bearer()))
                .filter(job -> grants.stillAllow(access, job.order()))
                .orElseThrow(() -> unknown(id));
    }

    private static ResourceNotFoundException unknown(String job) {
        return new ResourceNotFoundException("no export " + job.replaceAll("[^A-Za-z0-9-]", "?")
                + ": never ordered by this client, deleted, or expired");
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
