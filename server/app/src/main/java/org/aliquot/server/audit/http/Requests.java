package org.aliquot.server.audit.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.web.PlainPath;

/** What a request was, by its path and by what those who answered it left with it. */
public final class Requests {
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 421, 429);
    private static final String NOBODY = "unknown";

    /** What left the house with an export: each fetching of it, not the order alone. */
    private static final String EXPORTED_FILE = "/fhir/$export-file/";

    private static final String VIEWS = "/fhir/ViewDefinition/";
    private static final Pattern VIEW_RUN = Pattern.compile("/fhir/(.*/)?\\$(viewdefinition-)?run");
    private static final String VIEW_EXPORTS = "/$viewdefinition-export";

    private final String baseUrl;

    /** @param baseUrl the FHIR base URL where it is set, or nothing */
    public Requests(String baseUrl) {
        this.baseUrl = baseUrl.strip();
    }

    /**
     * One entry to be.
     *
     * @param isOfStranger whether it failed, and nobody is known who did it
     */
    record Done(Told told, Party party, boolean isOfStranger) {
        Done(Told told, Party party) {
            this(told, party, false);
        }
    }

    List<Done> done(HttpServletRequest request, int status) {
        Outcome outcome = Outcome.of(status);
        boolean isSuccess = outcome == Outcome.SUCCESS;
        String path = PlainPath.of(request);
        List<Notice> notices = Notice.of(request);
        if (!notices.isEmpty()) {
            return notices.stream()
                    .map(notice -> new Done(
                            new Told(deed(notice), notice.isSuccess() ? outcome : failed(outcome)),
                            party(request, notice)))
                    .toList();
        }
        List<Told> told = Trail.of(request).map(trail -> trail.told(outcome)).orElse(List.of());
        if (!told.isEmpty()) {
            boolean isEmergency = Access.of(request).flatMap(Access::reason).isPresent();
            Party party = party(request);
            return (isEmergency ? withEmergency(told) : told)
                    .stream().map(one -> new Done(one, party)).toList();
        }
        if (isSuccess
                && (path.startsWith(EXPORTED_FILE) || VIEW_RUN.matcher(path).matches())) {
            return with(request, Deed.of(Kind.EXPORT).asking(line(request)), outcome);
        }
        if (isSuccess && path.contains(VIEW_EXPORTS)) {
            boolean isPolled = request.getMethod().equals("GET") && !path.endsWith(VIEW_EXPORTS);
            return isPolled ? List.of() : with(request, Deed.of(Kind.EXPORT).asking(line(request)), outcome);
        }
        if (isSuccess && path.startsWith(VIEWS) && !request.getMethod().equals("GET")) {
            return with(request, Deed.of(Kind.CONFIGURATION).saying("view: " + line(request)), outcome);
        }
        if (REFUSALS.contains(status)) {
            return with(request, Deed.of(Kind.REFUSAL).asking(line(request)), outcome);
        }
        if (path.startsWith("/auth/")) {
            return authorization(path).map(deed -> with(request, deed, outcome)).orElse(List.of());
        }
        if (path.startsWith("/ops/") || path.equals("/ops")) {
            return with(request, Deed.of(Kind.OPERATIONS).asking(line(request)), outcome);
        }
        if ((path.startsWith("/fhir/") || path.equals("/fhir")) && !isSuccess) {
            return with(request, Deed.of(Kind.QUERY).asking(line(request)), outcome);
        }
        return List.of();
    }

    // A login that fails is answered with a page, 200.
    private static Outcome failed(Outcome outcome) {
        return outcome == Outcome.SUCCESS ? Outcome.MINOR_FAILURE : outcome;
    }

    /** One more entry, to be found by its kind. */
    private static List<Told> withEmergency(List<Told> told) {
        Told first = told.get(0);
        return Stream.concat(Stream.of(new Told(first.deed().as(Kind.EMERGENCY), first.outcome())), told.stream())
                .toList();
    }

    private List<Done> with(HttpServletRequest request, Deed deed, Outcome outcome) {
        boolean isOfStranger = outcome != Outcome.SUCCESS && Access.of(request).isEmpty();
        return List.of(new Done(new Told(deed, outcome), party(request), isOfStranger));
    }

    private static Optional<Deed> authorization(String path) {
        return switch (path) {
            case "/auth/token" -> Optional.of(Deed.of(Kind.TOKEN).saying("refused"));
            case "/auth/revoke" -> Optional.of(Deed.of(Kind.REVOCATION));
            case "/auth/introspect" -> Optional.of(Deed.of(Kind.INTROSPECTION));
            case "/auth/register" ->
                Optional.of(Deed.of(Kind.CONFIGURATION).saying("registration of a client refused"));
            case "/auth/launch" -> Optional.of(Deed.of(Kind.LAUNCH));
            default -> Optional.empty();
        };
    }

    private static Deed deed(Notice notice) {
        Kind kind = switch (notice.what()) {
            case LOGIN -> Kind.LOGIN;
            case NEW_PASSWORD -> Kind.PASSWORD;
            case CONSENT -> Kind.CONSENT;
            case TOKEN -> Kind.TOKEN;
            case REVOCATION -> Kind.REVOCATION;
            case PATIENT_SEARCH -> Kind.QUERY;
            case PATIENT_READ -> Kind.READ;
            case CONFIGURATION -> Kind.CONFIGURATION;
        };
        Deed deed = switch (kind) {
            case QUERY -> Deed.of(kind).interaction("search-type").asking(notice.words());
            case READ -> Deed.of(kind).interaction("read").saying(notice.words());
            default -> Deed.of(kind).saying(notice.words());
        };
        return notice.patient()
                .map("Patient/"::concat)
                .map(id -> (kind == Kind.READ ? deed.about(id) : deed).ofPatient(id))
                .orElse(deed);
    }

    private Party party(HttpServletRequest request, Notice notice) {
        Party known = party(request);
        return new Party(
                notice.client().orElse(known.client()),
                notice.user(),
                notice.fhirUser(),
                known.address(),
                known.server(),
                known.request(),
                known.reason());
    }

    private Party party(HttpServletRequest request) {
        Optional<Access> access = Access.of(request);
        return new Party(
                access.map(Access::client).orElse(NOBODY),
                access.flatMap(Access::user),
                access.flatMap(Access::fhirUser),
                Optional.ofNullable(request.getRemoteAddr()),
                server(request),
                Optional.ofNullable(request.getHeader("X-Request-ID")),
                access.flatMap(Access::reason));
    }

    private String server(HttpServletRequest request) {
        return baseUrl.isEmpty()
                ? request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort() + "/fhir"
                : baseUrl;
    }

    private static String line(HttpServletRequest request) {
        String query = request.getQueryString();
        String line = request.getMethod() + " " + request.getRequestURI() + (query == null ? "" : "?" + query);
        return Trail.of(request).map(trail -> trail.withBody(line)).orElse(line);
    }
}
