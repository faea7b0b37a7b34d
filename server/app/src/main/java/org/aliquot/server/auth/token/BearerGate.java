package org.aliquot.server.auth.token;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nothing pass without a bearer but what is named here. RFC 6750.
 *
 * <p>What is open is compared with the request's path as it was sent, letter by letter: no spelling of another path is
 * taken for it.
 */
public final class BearerGate extends OncePerRequestFilter {
    private static final Set<String> OPEN = Set.of(
            "/fhir/metadata",
            "/favicon.ico",
            "/fhir/.well-known/smart-configuration",
            "/fhir/.well-known/openid-configuration",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness");

    /** Below this whoever asks is asked who they are in other ways: a client's secret, a user's password. */
    private static final String AUTHORIZATION_SERVER = "/auth/";

    /** Files of apps, which get their data with a token like anyone's. */
    private static final String APPS = "/apps/";

    /** What the scope for metrics is for: not what else is told beside them. */
    private static final String METRICS = "/actuator/prometheus";

    /** But here a client comes with its token, which has this scope. */
    private static final Map<String, NamedScope> WITH_TOKEN =
            Map.of("/auth/launch", NamedScope.REGISTER_LAUNCH, "/auth/register", NamedScope.REGISTER_CLIENTS);

    /** Why a user must see now what the rules keep from them; it stands in the audit. */
    private static final String BREAK_GLASS = "X-Break-Glass";

    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{10,500}");
    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9/_.-]*");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,8192}=*");
    private static final String SCHEME = "bearer ";

    private final List<TokenReader> readers;
    private final boolean isDevelopment;

    /** @param isDevelopment whether whoever brings no token may do everything */
    public BearerGate(List<TokenReader> readers, boolean isDevelopment) {
        this.readers = List.copyOf(readers);
        this.isDevelopment = isDevelopment;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (isOpen(request, path)) {
            Access.of("anyone", Scopes.NONE).attachTo(request);
            chain.doFilter(request, response);
            return;
        }
        List<String> authorization = Collections.list(request.getHeaders("Authorization"));
        if (authorization.isEmpty()) {
            if (isDevelopment) {
                Access.DEVELOPMENT.attachTo(request);
                chain.doFilter(request, response);
            } else {
                refuse(
                        request,
                        response,
                        401,
                        "",
                        "a bearer token is needed: \"aliquot token\" makes one for this" + " machine's operator, "
                                + "/fhir/.well-known/smart-configuration says where apps get theirs");
            }
            return;
        }
        if (authorization.size() > 1) {
            refuse(request, response, 400, "invalid_request", "one header Authorization, not several");
            return;
        }
        Optional<Access> access;
        try {
            access = read(authorization.get(0));
        } catch (CannotTellException e) {
            // Not 401: an app would throw a good token away.
            response.setHeader("Retry-After", "5");
            refuse(
                    request,
                    response,
                    503,
                    "temporarily_unavailable",
                    "the authorization server that knows this token cannot be asked; the server's log says why");
            return;
        }
        if (access.isEmpty()) {
            refuse(request, response, 401, "invalid_token", "the token is not known here, or not any more");
            return;
        }
        if (!mayEnter(access.get(), path)) {
            refuse(request, response, 403, "insufficient_scope", "this needs the scope " + scopeFor(path));
            return;
        }
        Optional<String> reason = Optional.ofNullable(request.getHeader(BREAK_GLASS));
        if (reason.isPresent()) {
            if (!access.get().scopes().contains(NamedScope.BREAK_GLASS)) {
                refuse(request, response, 403, "insufficient_scope", "this needs the scope " + NamedScope.BREAK_GLASS);
                return;
            }
            if (!REASON.matcher(reason.get()).matches()) {
                refuse(request, response, 400, "invalid_request", BREAK_GLASS + ": a reason of 10 to 500 characters");
                return;
            }
            access.get().inEmergency(reason.get()).attachTo(request);
        } else {
            access.get().attachTo(request);
        }
        chain.doFilter(request, response);
    }

    // A container's error page is part of an answer whose request was let in before.
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return true;
    }

    private static boolean isOpen(HttpServletRequest request, String path) {
        boolean isReading =
                request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        boolean isPlain = PLAIN_PATH.matcher(path).matches() && !path.contains("..") && !path.contains("//");
        return isReading && OPEN.contains(path)
                || isReading && (path.equals("/apps") || path.startsWith(APPS)) && isPlain
                || path.startsWith(AUTHORIZATION_SERVER) && !WITH_TOKEN.containsKey(path) && isPlain;
    }

    private Optional<Access> read(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        return TOKEN.matcher(token).matches()
                ? readers.stream()
                        .map(reader -> reader.read(token))
                        .flatMap(Optional::stream)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean mayEnter(Access access, String path) {
        if (path.startsWith("/fhir/") || path.equals("/fhir")) {
            return true;
        }
        // Whoever may look after the server may not, for that, give scopes to others.
        boolean isMore = scopeFor(path).equals(NamedScope.REGISTER_CLIENTS);
        return access.scopes().contains(scopeFor(path)) || access.scopes().contains(NamedScope.OPERATIONS) && !isMore;
    }

    private static NamedScope scopeFor(String path) {
        NamedScope others = path.equals(METRICS) ? NamedScope.METRICS : NamedScope.OPERATIONS;
        return WITH_TOKEN.getOrDefault(path, others);
    }

    private static String codeOf(int status) {
        return switch (status) {
            case 401 -> "login";
            case 503 -> "transient";
            default -> "forbidden";
        };
    }

    // Constant texts: nothing of the request stands in the answer.
    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String error, String why)
            throws IOException {
        response.setStatus(status);
        if (status == 401 || status == 403) {
            response.setHeader(
                    "WWW-Authenticate",
                    "Bearer realm=\"aliquot\"" + (error.isEmpty() ? "" : ", error=\"" + error + "\""));
        }
        boolean isFhir = request.getRequestURI().startsWith("/fhir");
        String text = why.replace("\"", "'");
        response.setContentType(isFhir ? "application/fhir+json" : "application/json");
        response.getOutputStream()
                .write((isFhir
                                ? "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\""
                                        + codeOf(status) + "\",\"diagnostics\":\"" + text
                                        + "\"}]}"
                                : "{\"error\":\"" + (error.isEmpty() ? "unauthorized" : error) + "\",\"detail\":\""
                                        + text + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
