package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportFailedException;
import org.aliquot.server.view.run.RowsFailedException;
import org.aliquot.server.view.run.ViewRun;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewProblem;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.sink.SharedOutput;

/**
 * {@code [base]/ViewDefinition}: GET of all and of one by its name, PUT, DELETE; and {@code $run}, by GET and POST.
 *
 * <p>Rows leave as they are made. Where a resource fails after the first of them have left, the connection is ended: what has come looks
 * cut off, and not complete.
 */
public final class ViewRequests {
    private static final String PATH = "/fhir/ViewDefinition";
    private static final Pattern ADDRESS = Pattern.compile(PATH + "(?:/([A-Za-z][A-Za-z0-9_]{0,62}))?(?:/(\\$run))?");

    /** So much is held back, so that what fails at once fails with a status. */
    private static final int HELD_BACK = 1 << 16;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Each keeps connections for as long as its client reads. */
    private static final int AT_ONCE = 3;

    private final Semaphore underWay = new Semaphore(AT_ONCE);
    private final ViewStore store;
    private final ViewRun runs;
    private final ViewOrders orders;
    private final ExportRules rules;

    public ViewRequests(ViewStore store, ViewRun runs, ViewOrders orders, ExportRules rules) {
        this.store = Objects.requireNonNull(store, "store");
        this.runs = Objects.requireNonNull(runs, "runs");
        this.orders = Objects.requireNonNull(orders, "orders");
        this.rules = Objects.requireNonNull(rules, "rules");
    }

    /** Whether a request is about views. */
    public static boolean isAbout(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** @throws BaseServerResponseException where the answer is an OperationOutcome */
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        Matcher address = ADDRESS.matcher(request.getRequestURI());
        if (!address.matches()) {
            throw new ResourceNotFoundException("no such view: names are letters, digits and _, 63 at most");
        }
        Optional<String> name = Optional.ofNullable(address.group(1));
        Access access = Access.of(request).orElseThrow();
        String method = request.getMethod();
        if (address.group(2) != null) {
            if (!method.equals("POST") && !(method.equals("GET") && name.isPresent())) {
                throw new MethodNotAllowedException("$run: by GET of a view, or by POST");
            }
            if (access.reason().isPresent()) {
                throw new ForbiddenOperationException(
                        "breaking the glass is for looking at one patient, not for views");
            }
            run(RunOrder.of(name, request, method.equals("POST") ? body(request) : Optional.empty()), access, response);
        } else if (name.isEmpty() && method.equals("GET")) {
            list(request, response);
        } else if (name.isPresent()) {
            one(name.get(), access, request, response);
        } else {
            throw new MethodNotAllowedException("ViewDefinition: GET of all; PUT, GET and DELETE of one by its name");
        }
    }

    private void one(String name, Access access, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (request.getMethod()) {
            case "GET" -> write(response, HttpServletResponse.SC_OK, JSON.readTree(definition(name)));
            case "PUT" -> put(name, access, request, response);
            case "DELETE" -> {
                requireMayChange(name, access);
                if (!store.remove(name)) {
                    throw unknown(name);
                }
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> throw new MethodNotAllowedException("a view: GET, PUT, DELETE, and $run");
        }
    }

    private void put(String name, Access access, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        requireMayChange(name, access);
        JsonNode definition = body(request)
                .orElseThrow(() -> new InvalidRequestException("the body: expected a ViewDefinition as JSON"));
        View view = view(definition);
        if (!view.name().equals(name)) {
            throw new UnprocessableEntityException(
                    "name: expected " + name + ", as in the URL; views are known by their names");
        }
        boolean isNew = store.put(name, JSON.writeValueAsString(definition));
        write(response, isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK, definition);
    }

    private void requireMayChange(String name, Access access) {
        if (!rules.mayChangeAll(access)) {
            throw new ForbiddenOperationException("changing views needs a token for everything (system/*.cruds)");
        }
        if (store.isShipped(name)) {
            throw new MethodNotAllowedException("the view " + name + " comes along with the server and stays as it is");
        }
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<ViewStore.Stored> all = store.all();
        ObjectNode bundle = JSON.createObjectNode()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", all.size());
        var entries = bundle.putArray("entry");
        for (ViewStore.Stored stored : all) {
            entries.addObject()
                    .put("fullUrl", request.getRequestURL().toString().replaceAll("/$", "") + "/" + stored.name())
                    .set("resource", JSON.readTree(stored.json()));
        }
        write(response, HttpServletResponse.SC_OK, bundle);
    }

    private void run(RunOrder order, Access access, HttpServletResponse response) throws IOException, ServletException {
        View view = view(
                order.definition().isPresent()
                        ? order.definition().get()
                        : JSON.readTree(definition(order.name().orElseThrow())));
        Optional<ExportOrder> ofServer =
                order.resources().isEmpty() ? Optional.of(orders.of(view, order, access)) : Optional.empty();
        response.setBufferSize(HELD_BACK);
        response.setContentType(order.format().mediaType());
        response.setHeader("Cache-Control", "no-store");
        try {
            SharedOutput rows = order.format().output(response.getOutputStream(), view);
            if (ofServer.isPresent()) {
                run(view, ofServer.get(), order.limit(), rows);
            } else {
                run(view, order, rows);
            }
            rows.close();
        } catch (RowsFailedException | ExportFailedException e) {
            throw failed(response, e);
        } catch (BaseServerResponseException e) {
            response.reset();
            throw e;
        } catch (SQLException e) {
            if (!response.isCommitted() && DatabaseTrouble.isCauseOf(e)) {
                response.reset();
                throw unavailable("the database does not answer; try again");
            }
            throw new ServletException("the database did not hand out what a view is made of", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException("the server ends", e);
        }
    }

    private void run(View view, ExportOrder order, long limit, SharedOutput rows)
            throws SQLException, IOException, InterruptedException {
        if (!underWay.tryAcquire()) {
            throw unavailable("as many views are run at once as may be; try again later");
        }
        try {
            runs.run(view, order, limit, rows);
        } finally {
            underWay.release();
        }
    }

    private static BaseServerResponseException unavailable(String message) {
        BaseServerResponseException refusal =
                BaseServerResponseException.newInstance(HttpServletResponse.SC_SERVICE_UNAVAILABLE, message);
        refusal.addResponseHeader("Retry-After", "10");
        return refusal;
    }

    private static void run(View view, RunOrder order, SharedOutput into) throws IOException {
        long[] left = {order.limit()};
        RowSink rows = into.share();
        for (JsonNode resource : order.resources()) {
            try {
                view.run(resource, row -> {
                    if (left[0]-- > 0) {
                        rows.row(row);
                    }
                });
            } catch (ViewRunException e) {
                throw new RowsFailedException(e.getMessage());
            }
        }
    }

    private static BaseServerResponseException failed(HttpServletResponse response, Exception e)
            throws ServletException {
        if (response.isCommitted()) {
            throw new ServletException("a view broke off: " + e.getMessage(), e);
        }
        response.reset();
        return new UnprocessableEntityException(e.getMessage());
    }

    private String definition(String name) {
        return store.find(name).orElseThrow(() -> unknown(name));
    }

    private static ResourceNotFoundException unknown(String name) {
        return new ResourceNotFoundException("no view " + name + "; GET " + PATH + " lists those there are");
    }

    private static View view(JsonNode definition) {
        try {
            return View.of(definition);
        } catch (InvalidViewException e) {
            UnprocessableEntityException refusal = new UnprocessableEntityException(
                    e.problems().stream().map(ViewProblem::toString).toList().toArray(String[]::new));
            throw refusal;
        }
    }

    private static Optional<JsonNode> body(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readAllBytes();
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(bytes));
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException(
                    "the body is no JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
    }

    private static void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/fhir+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        JSON.writeValue(response.getOutputStream(), body);
    }
}
