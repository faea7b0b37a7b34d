package org.aliquot.server.bulk.export.http;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.aliquot.server.audit.http.Trail;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.FailedJob;
import org.aliquot.server.bulk.RequestParameters;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.Level;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.server.bulk.export.order.TypeFilters;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.run.OutputFile;
import org.aliquot.server.bulk.export.run.Searches;
import org.aliquot.server.web.ClientUrl;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientExports exports;
    private final ExportJobs jobs;
    private final OrderReader orders;
    private final ExportRules rules;
    private final Grants grants;
    private final Searches searches;
    private final Subjects subjects;
    private final FhirContext fhir;
    private final boolean requiresAccessToken;
    private final boolean linksToFiles;

    /**
     * @param requiresAccessToken false where nobody needs a token: development
     * @param linksToFiles whether manifests say where files are that are elsewhere, instead of how to get there by us
     */
    public ExportProvider(
            ClientExports exports,
            ExportJobs jobs,
            OrderReader orders,
            ExportRules rules,
            Searches searches,
            Subjects subjects,
            FhirContext fhir,
            boolean requiresAccessToken,
            boolean linksToFiles) {
        this.exports = exports;
        this.jobs = jobs;
        this.orders = orders;
        this.rules = rules;
        this.grants = new Grants(rules);
        this.searches = searches;
        this.subjects = subjects;
        this.fhir = fhir;
        this.requiresAccessToken = requiresAccessToken;
        this.linksToFiles = linksToFiles;
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
        String prefer = ClientExports.requireAsync(request.getServletRequest(), EXPORT);
        OrderReader.Read read = orders.read(
                level,
                id,
                RequestParameters.of(request, fhir),
                request.getFhirServerBase() + "/",
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
        String url = ClientUrl.of(request.getServletRequest(), request.getFhirServerBase());
        accept(request, exports.order(access, url, order), read.leftOut());
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
                searches.tryOut(filter);
            } catch (BaseServerResponseException e) {
                throw new InvalidRequestException("parameter _typeFilter: " + e.getMessage());
            }
        }
        return grants.of(access, order);
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
        ExportJob found = exports.find(
                        id, Access.of(request.getServletRequest()).orElseThrow())
                .filter(job -> job.order().views().isEmpty())
                .orElseThrow(() -> ClientExports.unknown(id));
        HttpServletResponse response = request.getServletResponse();
        if (request.getRequestType() == RequestTypeEnum.DELETE) {
            exports.end(found, response);
            return;
        }
        ExportJob job = exports.await(found).orElseThrow(() -> ClientExports.unknown(id));
        switch (job.state()) {
            case QUEUED, RUNNING -> exports.tellProgress(job, response);
            case DONE -> {
                exports.requireWhole(job);
                response.setContentType("application/json");
                ClientExports.tellExpiry(job, response);
                ObjectNode manifest = manifest(job, request);
                try (OutputStream out = response.getOutputStream()) {
                    JSON.writeValue(out, manifest);
                }
            }
            case FAILED ->
                FailedJob.tell(response, "this export failed: " + job.reason().orElse("nobody knows why"));
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
}
