package org.aliquot.server.bulk.feed;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.access.ExportLimit;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.AuditApart;
import org.aliquot.server.bulk.RequestParameters;

/**
 * {@code [base]/$changes}: a page of the feed as NDJSON, and in the header {@code Link} where the next is. Ours; no specification
 * has it.
 *
 * <p>Parameters, in the URL or in a body of Parameters: {@code _cursor}, a place (none: the beginning; {@code now}: the end);
 * {@code _count}; {@code _type}; {@code _wait}, seconds that an empty page waits for the first change.
 */
public final class FeedProvider {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String CURSOR = "_cursor";
    private static final String COUNT = "_count";
    private static final String TYPE = "_type";
    private static final String WAIT = "_wait";

    /** What is not understood would make a page hold something else than was meant. Two are of every FHIR request. */
    private static final Set<String> KNOWN = Set.of(CURSOR, COUNT, TYPE, WAIT, "_format", "_pretty");

    private static final int USUAL_COUNT = 1_000;
    private static final int LARGEST_COUNT = 10_000;
    private static final int LONGEST_WAIT = 30;

    /** Requests that wait keep a thread each; the next ones are answered at once. */
    private static final int WAITING = 16;

    /** Those that look have a connection for as long, and none while they wait. */
    private static final int AT_ONCE = WAITING + 4;

    private final ChangeFeed feed;
    private final ExportRules rules;
    private final FhirContext fhir;
    private final Semaphore waiting = new Semaphore(WAITING);
    private final Semaphore underWay = new Semaphore(AT_ONCE);

    public FeedProvider(ChangeFeed feed, ExportRules rules, FhirContext fhir) {
        this.feed = Objects.requireNonNull(feed, "feed");
        this.rules = Objects.requireNonNull(rules, "rules");
        this.fhir = Objects.requireNonNull(fhir, "fhir");
    }

    @Operation(name = "$changes", idempotent = true, manualRequest = true, manualResponse = true)
    public void changes(ServletRequestDetails request) throws IOException, SQLException, InterruptedException {
        Map<String, List<String>> parameters = parameters(request);
        SortedSet<String> asked = types(parameters);
        SortedSet<String> types =
                permitted(Access.of(request.getServletRequest()).orElseThrow(), asked);
        int count = number(parameters, COUNT, USUAL_COUNT, 1, LARGEST_COUNT);
        int wait = number(parameters, WAIT, 0, 0, LONGEST_WAIT);
        String place = one(parameters, CURSOR).orElse("");
        ChangeFeed.Page page = page(place, types, count, wait);
        HttpServletResponse response = request.getServletResponse();
        response.setContentType("application/x-ndjson");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Link", "<" + next(request, page.next(), asked, count, wait) + ">; rel=\"next\"");
        try (JsonGenerator json = JSON.createGenerator(response.getOutputStream())) {
            json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            for (Change change : page.changes()) {
                write(change, json);
            }
            if (!page.changes().isEmpty()) {
                json.writeRaw('\n');
            }
        }
    }

    private ChangeFeed.Page page(String place, SortedSet<String> types, int count, int wait)
            throws SQLException, InterruptedException {
        Optional<FeedCursor> from = place.equals("now") ? Optional.empty() : Optional.of(cursor(place));
        if (!underWay.tryAcquire()) {
            BaseServerResponseException refusal = BaseServerResponseException.newInstance(
                    503, "as many ask for changes at once as may; try again later");
            refusal.addResponseHeader("Retry-After", "5");
            throw refusal;
        }
        boolean mayWait = wait > 0 && from.isPresent() && waiting.tryAcquire();
        try {
            return from.isEmpty()
                    ? new ChangeFeed.Page(List.of(), feed.now())
                    : feed.after(from.get(), types, count, Duration.ofSeconds(mayWait ? wait : 0));
        } finally {
            underWay.release();
            if (mayWait) {
                waiting.release();
            }
        }
    }

    /** A version's contents say whether a scope by category covers it; the feed does not look at them. */
    private SortedSet<String> permitted(Access access, SortedSet<String> asked) {
        SortedMap<String, List<ExportLimit>> limits = rules.limits(access, ExportRules.Span.SYSTEM, asked);
        if (limits.values().stream().anyMatch(limit -> !limit.isEmpty())) {
            throw new ForbiddenOperationException(
                    "the feed needs scopes for all resources of a type (system/Observation.rs), labelled ones too");
        }
        return limits.isEmpty() ? asked : new TreeSet<>(limits.keySet());
    }

    private Map<String, List<String>> parameters(ServletRequestDetails request) throws IOException {
        Map<String, List<String>> parameters = RequestParameters.of(request, fhir);
        parameters.forEach((name, values) -> {
            if (!KNOWN.contains(name)) {
                throw new InvalidRequestException("parameter " + name + ": not a parameter of $changes");
            }
            // Named and empty is not the same as not named: the whole feed would begin anew.
            if (values.stream().anyMatch(String::isBlank)) {
                throw new InvalidRequestException("parameter " + name + ": has no value");
            }
        });
        return parameters;
    }

    private SortedSet<String> types(Map<String, List<String>> parameters) {
        SortedSet<String> types = new TreeSet<>();
        for (String value : parameters.getOrDefault(TYPE, List.of())) {
            for (String type : value.split(",", -1)) {
                if (!fhir.getResourceTypes().contains(type)) {
                    throw new InvalidRequestException("parameter _type: '" + type + "' is no type of resource");
                }
                if (type.equals(AuditApart.TYPE)) {
                    throw new InvalidRequestException("parameter _type: " + AuditApart.ELSEWHERE);
                }
                types.add(type);
            }
        }
        return types;
    }

    private static FeedCursor cursor(String text) {
        return text.isEmpty()
                ? FeedCursor.START
                : FeedCursor.of(text)
                        .orElseThrow(() -> new InvalidRequestException(
                                "parameter _cursor: expected what a page of this feed said, 'now', or nothing"));
    }

    private static int number(Map<String, List<String>> parameters, String name, int usual, int least, int greatest) {
        Optional<String> said = one(parameters, name);
        if (said.isEmpty()) {
            return usual;
        }
        if (said.get().matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(said.get());
            if (number >= least && number <= greatest) {
                return number;
            }
        }
        throw new InvalidRequestException(
                "parameter " + name + ": expected a number from " + least + " to " + greatest);
    }

    private static Optional<String> one(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new InvalidRequestException("parameter " + name + ": expected once");
        }
        return values.stream().findFirst();
    }

    private static String next(
            ServletRequestDetails request, FeedCursor place, Collection<String> types, int count, int wait) {
        return request.getFhirServerBase() + "/$changes?_cursor=" + place + "&_count=" + count
                + (wait == 0 ? "" : "&_wait=" + wait)
                + (types.isEmpty()
                        ? ""
                        : "&_type=" + URLEncoder.encode(String.join(",", types), StandardCharsets.UTF_8));
    }

    private static void write(Change change, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("operation", change.operation().name().toLowerCase(Locale.ROOT));
        json.writeStringField("type", change.type());
        json.writeStringField("id", change.id());
        json.writeNumberField("version", change.version());
        json.writeStringField("time", change.time().toString());
        json.writeStringField("cursor", change.cursor().toString());
        json.writeEndObject();
    }
}
