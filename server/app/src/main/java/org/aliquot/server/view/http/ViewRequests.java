package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportFailedException;
import org.aliquot.server.settings.ViewProperties;
import org.aliquot.server.view.run.RowsFailedException;
import org.aliquot.server.view.run.ViewRun;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.server.web.PlainPath;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.aliquot.view.sink.SharedOutput;

/**
 * {@code [base]/ViewDefinition}: GET of all, of those that a search finds, and of one by its name, PUT, DELETE; {@code $viewdefinition-run}, or
 * {@code $run}, by GET and POST; {@link ViewExports}.
 *
 * <p>Rows leave as they are made. Where a resource fails after the first of them have left, the connection is ended: what has come looks
 * cut off, and not complete.
 */
public final class ViewRequests {
    private static final String PATH = "/fhir/ViewDefinition";
    private static final String NAME = "(?:/([A-Za-z][A-Za-z0-9_]{0,62}))?";
    private static final Pattern ADDRESS = Pattern.compile(PATH + NAME);

    /** Its name in the specification, and the one that it had there before. */
    private static final Pattern RUN =
            Pattern.compile("/fhir(?:/ViewDefinition" + NAME + ")?/\\$(?:viewdefinition-)?run");

    /** So much is held back, so that what fails at once fails with a status. */
    private static final int HELD_BACK = 1 << 16;

    private final Semaphore underWay = new Semaphore(ViewProperties.RUNS_AT_ONCE);
    private final ViewStore store;
    private final Definitions definitions;
    private final ViewExports exports;
    private final ViewRun runs;
    private final ViewOrders orders;
    private final ExportRules rules;

    public ViewRequests(ViewStore store, ViewRun runs, ViewOrders orders, ViewExports exports, ExportRules rules) {
        this.store = Objects.requireNonNull(store, "store");
        this.definitions = new Definitions(store);
        this.exports = Objects.requireNonNull(exports, "exports");
        this.runs = Objects.requireNonNull(runs, "runs");
        this.orders = Objects.requireNonNull(orders, "orders");
        this.rules = Objects.requireNonNull(rules, "rules");
    }

    /** Whether a request is about views. */
    public static boolean isAbout(HttpServletRequest request) {
        String path = PlainPath.of(request);
        return path.equals(PATH)
                || path.startsWith(PATH + "/")
                || RUN.matcher(path).matches()
                || ViewExports.isAbout(request);
    }

    /**
     * @param base where clients find the FHIR interface
     * @throws BaseServerResponseException where the answer is an OperationOutcome
     */
    public void answer(String base, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (ViewExports.isAbout(request)) {
            exports.answer(base, request, response);
            return;
        }
        String path = PlainPath.of(request);
        Access access = Access.of(request).orElseThrow();
        Matcher run = RUN.matcher(path);
        if (run.matches()) {
            run(Optional.ofNullable(run.group(1)), access, request, response);
            return;
        }
        Matcher address = ADDRESS.matcher(path);
        if (!address.matches()) {
            if (request.getMethod().equals("PUT")) {
                throw new InvalidRequestException(
                        "a view's id is its name: letters, digits and _, a letter first, 63 at most");
            }
            throw new ResourceNotFoundException("no such view: names are letters, digits and _, 63 at most");
        }
        Optional<String> name = Optional.ofNullable(address.group(1));
        if (name.isPresent()) {
            one(name.get(), base + "/ViewDefinition/" + name.get(), access, request, response);
        } else if (request.getMethod().equals("GET")) {
            list(base + "/ViewDefinition", request, response);
        } else {
            throw new MethodNotAllowedException("ViewDefinition: GET of all; PUT, GET and DELETE of one by its name");
        }
    }

    private void one(
            String name, String address, Access access, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (request.getMethod()) {
            case "GET" ->
                JsonBody.write(
                        response, HttpServletResponse.SC_OK, Definitions.answered(name, definitions.named(name)));
            case "PUT" -> put(name, address, access, request, response);
            case "DELETE" -> {
                requireMayChange(name, access);
                if (!store.remove(name)) {
                    throw Definitions.unknown(name);
                }
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> throw new MethodNotAllowedException("a view: GET, PUT, DELETE, and $viewdefinition-run");
        }
    }

    private void put(
            String name, String address, Access access, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        requireMayChange(name, access);
        JsonNode definition = JsonBody.of(request)
                .orElseThrow(() -> new InvalidRequestException("the body: expected a ViewDefinition as JSON"));
        if (!definition.path("id").asText(name).equals(name)) {
            throw new InvalidRequestException(
                    "id: expected " + name + ", as in the URL, or none; a view's id is its name");
        }
        View view = Definitions.view(definition);
        if (!view.name().equals(name)) {
            throw new UnprocessableEntityException(
                    "name: expected " + name + ", as in the URL; views are known by their names");
        }
        boolean isNew = store.put(name, JsonBody.JSON.writeValueAsString(definition));
        if (isNew) {
            response.setHeader("Location", address);
        }
        List<String> warnings = Definitions.warnings(view);
        Warnings.tell(warnings, response);
        JsonBody.write(
                response,
                isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK,
                Warnings.areWanted(request) ? Warnings.outcome(warnings) : Definitions.answered(name, definition));
    }

    private void requireMayChange(String name, Access access) {
        if (!rules.mayChangeAll(access)) {
            throw new ForbiddenOperationException("changing views needs a token for everything (system/*.cruds)");
        }
        if (store.isShipped(name)) {
            throw new MethodNotAllowedException("the view " + name + " comes along with the server and stays as it is");
        }
    }

    private void list(String address, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ViewSearch search = ViewSearch.of(Parameter.inUrl(request));
        ObjectNode bundle =
                JsonBody.JSON.createObjectNode().put("resourceType", "Bundle").put("type", "searchset");
        String query = request.getQueryString();
        bundle.putArray("link")
                .addObject()
                .put("relation", "self")
                .put("url", query == null ? address : address + "?" + query);
        ArrayNode entries = bundle.putArray("entry");
        for (ViewStore.Stored stored : store.all()) {
            JsonNode definition = JsonBody.JSON.readTree(stored.json());
            if (search.finds(definition)) {
                entries.addObject()
                        .put("fullUrl", address + "/" + stored.name())
                        .set("resource", Definitions.answered(stored.name(), definition));
            }
        }
        JsonBody.write(response, HttpServletResponse.SC_OK, bundle.put("total", entries.size()));
    }

    private void run(Optional<String> name, Access access, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        boolean isPost = request.getMethod().equals("POST");
        if (!isPost && !(request.getMethod().equals("GET") && name.isPresent())) {
            throw new MethodNotAllowedException("$viewdefinition-run: by GET of a view, or by POST");
        }
        ViewOrders.requireNoEmergency(access);
        List<Parameter> parameters = Parameter.of(request, isPost ? JsonBody.of(request) : Optional.empty());
        run(RunOrder.of(name, request.getHeader("Accept"), parameters), access, response);
    }

    private void run(RunOrder order, Access access, HttpServletResponse response) throws IOException, ServletException {
        View view = Definitions.view(definitions.of(order.name(), order.definition()));
        Optional<ExportOrder> ofServer = order.resources().isEmpty()
                ? Optional.of(orders.of(new TreeSet<>(List.of(view.resource())), order.choice(), access))
                : Optional.empty();
        response.setBufferSize(HELD_BACK);
        response.setContentType(order.format().mediaType());
        response.setHeader("Cache-Control", "no-store");
        if (order.definition().isPresent()) {
            Warnings.tell(Definitions.warnings(view), response);
        }
        try {
            SharedOutput rows = order.format().output(response.getOutputStream(), view, order.hasHeader(), 1);
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
        RowSink rows = ViewRun.checked(into);
        int number = 0;
        for (JsonNode resource : order.resources()) {
            number++;
            try {
                view.run(resource, row -> {
                    if (left[0]-- > 0) {
                        rows.row(row);
                    }
                });
            } catch (ViewRunException | RowsFailedException e) {
                throw new RowsFailedException("resource " + number + " of the request: " + e.getMessage());
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
}
