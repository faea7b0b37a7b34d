package org.aliquot.server.audit.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.notice.Notice;

/** What a request was, by its path and by what those who answered it left with it. */
public final class Requests {
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 421, 429);
    private static final int FIRST_FAILURE = 400;
    private static final String NOBODY = "unknown";

    /** What left the house with an export: each fetching of it, not the order alone. */
    private static final String EXPORTED_FILE = "/fhir/$export-file/";

    private static final String VIEWS = "/fhir/ViewDefinition/";
    private static final String VIEW_EXPORTS = "/$viewdefinition-export";

    private final String baseUrl;

    /** @param baseUrl the FHIR base URL where it is set, or nothing */
    public Requests(String baseUrl) {
        this.baseUrl = baseUrl.strip();
    }

    /** One entry to be. */
    record Done(Deed deed, Party party, boolean isSuccess) {}

    List<Done> done(HttpServletRequest request, int status, boolean isSuccess) {
        String path = request.getRequestURI();
        List<Notice> notices = Notice.of(request);
        if (!notices.isEmpty()) {
            return notices.stream()
                    .map(notice -> new Done(deed(notice), party(request, notice), notice.isSuccess() && isSuccess))
                    .toList();
        }
        List<Deed> deeds =
                Trail.of(request).map(trail -> trail.deeds(isSuccess)).orElse(List.of());
        if (!deeds.isEmpty()) {
            boolean isEmergency = Access.of(request).flatMap(Access::reason).isPresent();
            return with(request, isEmergency ? withEmergency(deeds) : deeds, isSuccess);
        }
        if (isSuccess && (path.startsWith(EXPORTED_FILE) || path.startsWith(VIEWS) && path.endsWith("$run"))) {
            return with(request, List.of(Deed.of(Kind.EXPORT).asking(line(request))), true);
        }
        if (isSuccess && path.contains(VIEW_EXPORTS)) {
            boolean isPolled = request.getMethod().equals("GET") && !path.endsWith(VIEW_EXPORTS);
            return isPolled
                    ? List.of()
                    : with(request, List.of(Deed.of(Kind.EXPORT).asking(line(request))), true);
        }
        if (isSuccess && path.startsWith(VIEWS) && !request.getMethod().equals("GET")) {
            return with(request, List.of(Deed.of(Kind.CONFIGURATION).saying("view: " + line(request))), true);
        }
        if (REFUSALS.contains(status)) {
            return with(request, List.of(Deed.of(Kind.REFUSAL).asking(line(request))), false);
        }
        if (path.startsWith("/auth/")) {
            return with(request, authorization(path), isSuccess);
        }
        if (path.startsWith("/ops/") || path.equals("/ops")) {
            return with(request, List.of(Deed.of(Kind.OPERATIONS).asking(line(request))), isSuccess);
        }
        if (path.startsWith("/fhir/") && status >= FIRST_FAILURE) {
            return with(request, List.of(Deed.of(Kind.QUERY).asking(line(request))), false);
        }
        return List.of();
    }

    /** One more entry, to be found by its kind. */
    private static List<Deed> withEmergency(List<Deed> deeds) {
        return Stream.concat(deeds.stream().limit(1).map(first -> first.as(Kind.EMERGENCY)), deeds.stream())
                .toList();
    }

    private List<Done> with(HttpServletRequest request, List<Deed> deeds, boolean isSuccess) {
        Party party = party(request);
        return deeds.stream().map(deed -> new Done(deed, party, isSuccess)).toList();
    }

    private static List<Deed> authorization(String path) {
        return switch (path) {
            case "/auth/token" -> List.of(Deed.of(Kind.TOKEN).saying("refused"));
            case "/auth/revoke" -> List.of(Deed.of(Kind.REVOCATION));
            case "/auth/introspect" -> List.of(Deed.of(Kind.INTROSPECTION));
            case "/auth/register" -> List.of(Deed.of(Kind.CONFIGURATION).saying("registration of a client refused"));
            case "/auth/launch" -> List.of(Deed.of(Kind.LAUNCH));
            default -> List.of();
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
        return request.getMethod() + " " + request.getRequestURI() + (query == null ? "" : "?" + query);
    }
}
