package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.bulk.FailedJob;
import org.aliquot.server.bulk.export.http.ClientExports;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportState;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.order.ViewsOrder;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.server.web.ClientUrl;
import org.aliquot.server.web.PlainPath;

/**
 * {@code $viewdefinition-export} (SQL on FHIR 2.1): rows of views as files, made by a job. 202 and where to ask; asking, with 202 until it
 * has ended, then with 303 to its result, which is the error where it failed. DELETE ends it, or throws its files away.
 */
public final class ViewExports {
    private static final String OPERATION = "$viewdefinition-export";
    private static final String JOBS = "/ViewDefinition/" + OPERATION + "/";
    private static final String RESULT = "/result";
    private static final Pattern ORDER =
            Pattern.compile("/fhir(?:/ViewDefinition(?:/([A-Za-z][A-Za-z0-9_]{0,62}))?)?/" + Pattern.quote(OPERATION));
    private static final Pattern JOB =
            Pattern.compile("/fhir" + Pattern.quote(JOBS) + "([0-9a-f-]{36})(" + RESULT + ")?");

    private final Definitions definitions;
    private final ViewOrders orders;
    private final ClientExports exports;

    public ViewExports(ViewStore store, ViewOrders orders, ClientExports exports) {
        this.definitions = new Definitions(store);
        this.orders = Objects.requireNonNull(orders, "orders");
        this.exports = Objects.requireNonNull(exports, "exports");
    }

    /** Whether a request is about exports of views. */
    static boolean isAbout(HttpServletRequest request) {
        String path = PlainPath.of(request);
        return ORDER.matcher(path).matches() || JOB.matcher(path).matches();
    }

    /** @param base where clients find the FHIR interface */
    void answer(String base, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Access access = Access.of(request).orElseThrow();
        String path = PlainPath.of(request);
        Matcher order = ORDER.matcher(path);
        if (order.matches()) {
            order(Optional.ofNullable(order.group(1)), access, base, request, response);
            return;
        }
        Matcher address = JOB.matcher(path);
        if (!address.matches()) {
            throw new IllegalArgumentException(path);
        }
        String id = address.group(1);
        boolean isResult = address.group(2) != null;
        ExportJob job = exports.find(id, access)
                .filter(one -> one.order().views().isPresent())
                .filter(one -> !isResult || one.state().isFinal())
                .orElseThrow(() -> ClientExports.unknown(id));
        String method = request.getMethod();
        if (method.equals("DELETE") && !isResult) {
            exports.end(job, response);
        } else if (!method.equals("GET")) {
            throw new MethodNotAllowedException("an export of views: GET and DELETE; its result: GET");
        } else if (isResult) {
            result(job, base, response);
        } else {
            tell(job, base, response);
        }
    }

    private void order(
            Optional<String> named,
            Access access,
            String base,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean isPost = request.getMethod().equals("POST");
        if (!isPost && !request.getMethod().equals("GET")) {
            throw new MethodNotAllowedException(OPERATION + ": by GET of a view, or by POST");
        }
        ClientExports.requireAsync(request, OPERATION);
        ViewOrders.requireNoEmergency(access);
        ExportRequest wanted =
                ExportRequest.of(named, Parameter.of(request, isPost ? JsonBody.of(request) : Optional.empty()));
        ExportedViews views = ExportedViews.of(wanted.views(), definitions);
        ExportOrder order = orders.of(views.types(), wanted.choice(), access)
                .of(new ViewsOrder(views.named(), wanted.format(), wanted.hasHeader(), wanted.clientTrackingId()));
        String id = exports.order(access, ClientUrl.of(request, base), order);
        response.setHeader("Content-Location", base + JOBS + id);
        Warnings.tell(views.warnings(), response);
        JsonBody.write(
                response,
                HttpServletResponse.SC_ACCEPTED,
                ViewExportResult.accepted(id, order.views().orElseThrow(), base + JOBS + id));
    }

    private void tell(ExportJob asked, String base, HttpServletResponse response) throws IOException, ServletException {
        ExportJob job;
        try {
            job = exports.await(asked).orElseThrow(() -> ClientExports.unknown(asked.id()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException("the server ends", e);
        }
        if (job.state().isFinal()) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", base + JOBS + job.id() + RESULT);
        } else {
            exports.tellProgress(job, response);
            JsonBody.write(
                    response, HttpServletResponse.SC_ACCEPTED, ViewExportResult.underWay(job, base + JOBS + job.id()));
        }
    }

    private void result(ExportJob job, String base, HttpServletResponse response) throws IOException {
        ClientExports.tellExpiry(job, response);
        if (job.state() == ExportState.FAILED) {
            FailedJob.tell(response, "this export failed: " + job.reason().orElse("nobody knows why"));
            return;
        }
        exports.requireWhole(job);
        JsonBody.write(
                response,
                HttpServletResponse.SC_OK,
                ViewExportResult.done(job, base + JOBS + job.id(), base + "/$export-file/" + job.id() + "/"));
    }
}
