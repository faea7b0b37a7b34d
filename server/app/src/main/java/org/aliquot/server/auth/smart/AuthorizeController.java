package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.auth.notice.Notice.What;
import org.aliquot.server.auth.scope.Context;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.User;
import org.aliquot.server.auth.user.UserStore;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * From an app's request to a code: log in, choose a password where it was a one-time one, choose a patient where the app is
 * about one, and agree.
 *
 * <p>Every step is a form that names its flow, by a number that cannot be guessed, and comes with the cookie of the browser
 * that began it: a page of somebody else's can neither send such a form nor have a user go on with a flow that is not theirs.
 */
@Controller
class AuthorizeController {
    private static final Duration CODE_LIFE = Duration.ofMinutes(1);
    /** HAPI takes no names that are much longer. */
    private static final int LONGEST_SEARCH = 200;

    private final ServerUrls urls;
    private final ClientStore clients;
    private final RegisteredClientRepository springClients;
    private final UserStore users;
    private final LaunchStore launches;
    private final GrantStore grants;
    private final PatientDirectory patients;
    private final Flows flows;
    private final GrantsPage grantsPage;
    private final Pages pages;
    private final Optional<String> otherLogin;
    private final Clock clock;

    /** @param otherLogin what users know an identity provider by where they may log in, too */
    AuthorizeController(
            ServerUrls urls,
            ClientStore clients,
            RegisteredClientRepository springClients,
            UserStore users,
            LaunchStore launches,
            GrantStore grants,
            PatientDirectory patients,
            Flows flows,
            GrantsPage grantsPage,
            Pages pages,
            Optional<String> otherLogin,
            Clock clock) {
        this.urls = urls;
        this.clients = clients;
        this.springClients = springClients;
        this.users = users;
        this.launches = launches;
        this.grants = grants;
        this.patients = patients;
        this.flows = flows;
        this.grantsPage = grantsPage;
        this.pages = pages;
        this.otherLogin = otherLogin;
        this.clock = clock;
    }

    @RequestMapping(
            path = "/auth/authorize",
            method = {RequestMethod.GET, RequestMethod.POST})
    void authorize(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AuthorizeRequest.Checked asked = AuthorizeRequest.check(request, clients, urls.fhir(request));
        if (asked.error().isPresent()) {
            refuse(request, response, asked);
            return;
        }
        Optional<LaunchContext> launch = asked.launch().isEmpty()
                ? Optional.of(LaunchContext.NONE)
                : asked.launch().flatMap(launches::take);
        if (launch.isEmpty()) {
            redirect(
                    request,
                    response,
                    asked.redirectUri().orElseThrow(),
                    List.of(
                            "error",
                            "invalid_request",
                            "error_description",
                            "launch is not known, or not any more",
                            "state",
                            asked.state().orElseThrow()));
            return;
        }
        Client client = asked.client().orElseThrow();
        Flow flow = flows.keep(new Flow(
                Hashes.random(),
                FlowCookie.of(request).orElseGet(Hashes::random),
                Flow.from(request),
                clock.instant().plus(Flows.LIFE),
                new Flow.App(client.id(), client.name()),
                asked.redirectUri().orElseThrow(),
                asked.state().orElseThrow(),
                asked.codeChallenge(),
                asked.nonce().orElse(null),
                asked.possible().toString(),
                null,
                null,
                launch.get()));
        FlowCookie.set(response, flow, urls.fhir(request).startsWith("https:"));
        showLogin(response, flow, "");
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthorizeRequest.Checked asked)
            throws IOException {
        if (asked.redirectUri().isEmpty()) {
            pages.error(response, 400, asked.why());
            return;
        }
        Stream<String> state = asked.state().stream().flatMap(value -> Stream.of("state", value));
        redirect(
                request,
                response,
                asked.redirectUri().get(),
                Stream.concat(Stream.of("error", asked.error().orElseThrow(), "error_description", asked.why()), state)
                        .toList());
    }

    @PostMapping("/auth/login")
    void login(
            @RequestParam String flow,
            @RequestParam String username,
            @RequestParam String password,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow before = flows.begun(flow, request);
        Optional<User> user = users.login(username, password);
        if (user.isEmpty()) {
            Notice.failure(What.LOGIN, "wrong name or password, or locked")
                    .triedBy(username)
                    .through(before.app().id())
                    .leaveWith(request);
            showLogin(response, before, "Name or password is wrong, or the account is locked for a while.");
            return;
        }
        enter(before, user.get(), "by password", request, response);
    }

    /**
     * From here on the flow is this user's, but for a code where one is due.
     *
     * @param how they said who they are
     */
    void enter(Flow before, User user, String how, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Flow after = flows.keep(before.as(user, clock.instant()));
        if (user.isCodeDue()) {
            // Not a login yet; one that stops here may be somebody's who has the password alone.
            Notice.failure(What.LOGIN, how + ", code not given yet")
                    .by(user.name(), user.fhirUser())
                    .through(before.app().id())
                    .leaveWith(request);
            pages.code(response, after, false);
            return;
        }
        noticed(What.LOGIN, after, how, request);
        goOn(request, response, after);
    }

    /** @param problem what went wrong before, or nothing */
    void showLogin(HttpServletResponse response, Flow flow, String problem) throws IOException {
        pages.login(response, flow, problem, otherLogin);
    }

    @PostMapping("/auth/code")
    void code(
            @RequestParam String flow,
            @RequestParam String code,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow before = flows.halfIn(flow, request);
        User user = before.user();
        if (!users.isCode(user.name(), code)) {
            Notice.failure(What.LOGIN, "wrong code, or used before, or locked")
                    .by(user.name(), user.fhirUser())
                    .through(before.app().id())
                    .leaveWith(request);
            pages.code(response, before, true);
            return;
        }
        Flow after = flows.keep(before.as(user.withCode(), clock.instant()));
        noticed(What.LOGIN, after, "and by code", request);
        goOn(request, response, after);
    }

    private void goOn(HttpServletRequest request, HttpServletResponse response, Flow loggedIn) throws IOException {
        if (loggedIn.user().isOneTime()) {
            pages.newPassword(response, loggedIn, "");
        } else {
            next(request, response, loggedIn);
        }
    }

    @PostMapping("/auth/password")
    void password(
            @RequestParam String flow,
            @RequestParam String password,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow before = flows.loggedIn(flow, request);
        if (!before.user().isOneTime()) {
            throw new NoFlowException();
        }
        Optional<String> problem = users.changePassword(before.user(), password);
        if (problem.isPresent()) {
            pages.newPassword(response, before, problem.get());
            return;
        }
        noticed(What.NEW_PASSWORD, before, "the user's own", request);
        next(request, response, flows.keep(before.as(before.user().withOwnPassword(), before.loggedInAt())));
    }

    /** A search, or the choice. */
    @PostMapping("/auth/patient")
    void patient(
            @RequestParam String flow,
            @RequestParam(defaultValue = "") String search,
            @RequestParam Optional<String> patient,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow before = flows.ready(flow, request);
        if (!before.user().mayLookForPatients() || before.launch().patient() != null || !needsPatient(before)) {
            throw new NoFlowException();
        }
        if (patient.isEmpty()) {
            search(before, search, request, response);
        } else if (patients.byId(patient.get(), before.isWithSensitive()).isEmpty()) {
            pages.patients(response, before, "", List.of(), "That was not one of the choices.");
        } else {
            next(request, response, flows.keep(before.about(before.launch().withPatient(patient.get()))));
        }
    }

    /** Shows whom a token would find that this user gave an app; it is told as such a search would be. */
    private void search(Flow flow, String text, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (text.length() > LONGEST_SEARCH) {
            pages.patients(
                    response, flow, "", List.of(), "A name or number: " + LONGEST_SEARCH + " characters at most.");
            return;
        }
        List<PatientDirectory.Entry> found = text.isBlank() ? List.of() : patients.find(text, flow.isWithSensitive());
        if (!text.isBlank()) {
            Notice asked = Notice.success(What.PATIENT_SEARCH, "POST /auth/patient?search=" + encoded(text))
                    .by(flow.user().name(), flow.user().fhirUser())
                    .through(flow.app().id());
            Stream<Notice> told = found.isEmpty()
                    ? Stream.of(asked)
                    : found.stream().map(entry -> asked.about(Optional.of(entry.id())));
            told.forEach(notice -> notice.leaveWith(request));
        }
        pages.patients(response, flow, text, found, "");
    }

    /** What is still missing before the user can agree. */
    private void next(HttpServletRequest request, HttpServletResponse response, Flow flow) throws IOException {
        if (flow.isAboutGrants()) {
            grantsPage.show(request, response, flow, "");
            return;
        }
        if (flow.possible().isEmpty()) {
            end(
                    request,
                    response,
                    flow,
                    "error",
                    "access_denied",
                    "error_description",
                    "nothing of what the app asks for may be given by this account");
            return;
        }
        Optional<String> own = flow.user().patient();
        String announced = flow.launch().patient();
        if (own.isPresent() && announced != null && !announced.equals(own.get())) {
            end(request, response, flow, "error", "access_denied", "error_description", "this is another patient");
            return;
        }
        Flow about = own.isPresent() && announced == null && needsPatient(flow)
                ? flows.keep(flow.about(flow.launch().withPatient(own.get())))
                : flow;
        if (about.launch().patient() == null && needsPatient(about)) {
            if (!about.user().mayLookForPatients()) {
                // Looking for patients is for those who work here with them; others are about nobody but themselves.
                end(
                        request,
                        response,
                        about,
                        "error",
                        "access_denied",
                        "error_description",
                        "this account may not choose a patient");
                return;
            }
            pages.patients(response, about, "", List.of(), "");
            return;
        }
        Optional<PatientDirectory.Entry> patient = named(about);
        patient.ifPresent(entry -> noticed(What.PATIENT_READ, about, "name, on the page of a consent", request));
        pages.consent(response, about, patient.map(PatientDirectory.Entry::name).orElse(""));
    }

    /** The patient whom it is about, where this user may be told who that is. */
    private Optional<PatientDirectory.Entry> named(Flow flow) {
        Optional<String> id = Optional.ofNullable(flow.launch().patient())
                .filter(any -> flow.user().role().maySee("Patient"));
        boolean isOneself = flow.user().patient().equals(id);
        return id.flatMap(known -> patients.byId(known, isOneself || flow.isWithSensitive()));
    }

    private static boolean needsPatient(Flow flow) {
        return flow.possible().contains(NamedScope.LAUNCH_PATIENT)
                || flow.possible().forResources().anyMatch(scope -> scope.context() == Context.PATIENT);
    }

    @PostMapping("/auth/consent")
    void consent(
            @RequestParam String flow,
            @RequestParam String decision,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow agreed = flows.ready(flow, request);
        if (agreed.isAboutGrants() || needsPatient(agreed) && agreed.launch().patient() == null) {
            throw new NoFlowException();
        }
        // Whatever the form says, no more than could be granted.
        Scopes granted =
                Scopes.parse(Scopes.parse(scope(request)).and(agreed.possible()).asStrings());
        if (!decision.equals("allow") || granted.isEmpty()) {
            noticed(What.CONSENT, agreed, "nothing", request);
            end(request, response, agreed, "error", "access_denied");
            return;
        }
        noticed(What.CONSENT, agreed, granted.toString(), request);
        end(request, response, agreed, "code", code(agreed, granted));
    }

    private static void noticed(What what, Flow flow, String words, HttpServletRequest request) {
        Notice.success(what, words)
                .by(flow.user().name(), flow.user().fhirUser())
                .through(flow.app().id())
                .about(Optional.ofNullable(flow.launch().patient()))
                .leaveWith(request);
    }

    // Not by Spring's conversion, which takes commas for separators.
    private static List<String> scope(HttpServletRequest request) {
        String[] values = request.getParameterValues("scope");
        return values == null ? List.of() : List.of(values);
    }

    private String code(Flow flow, Scopes granted) {
        RegisteredClient client = springClients.findByClientId(flow.app().id());
        if (client == null) {
            // Revoked at this moment.
            throw new NoFlowException();
        }
        Instant now = clock.instant();
        String code = Hashes.random();
        GrantContext context = new GrantContext(
                flow.redirectUri(),
                flow.codeChallenge(),
                flow.nonce(),
                flow.user().fhirUser().orElse(null),
                flow.loggedInAt().getEpochSecond(),
                isToldContext(granted) ? flow.launch() : LaunchContext.NONE);
        grants.save(OAuth2Authorization.withRegisteredClient(client)
                .principalName(flow.user().name())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(granted.asStrings())
                .attribute(GrantContext.ATTRIBUTE, context)
                .attribute(GrantStore.USER_EDITION, flow.user().edition())
                .token(new OAuth2AuthorizationCode(code, now, now.plus(CODE_LIFE)))
                .build());
        return code;
    }

    /** Who took back all that is about a patient does not have the app told which one. */
    private static boolean isToldContext(Scopes granted) {
        return granted.contains(NamedScope.LAUNCH)
                || granted.contains(NamedScope.LAUNCH_PATIENT)
                || granted.forResources().anyMatch(scope -> scope.context() == Context.PATIENT);
    }

    /** Back to the app; a flow ends once. */
    private void end(HttpServletRequest request, HttpServletResponse response, Flow flow, String... parameters)
            throws IOException {
        if (!flows.end(flow)) {
            throw new NoFlowException();
        }
        redirect(
                request,
                response,
                flow.redirectUri(),
                Stream.concat(Stream.of(parameters), Stream.of("state", flow.state()))
                        .toList());
    }

    private void redirect(
            HttpServletRequest request, HttpServletResponse response, String redirectUri, List<String> parameters)
            throws IOException {
        UriComponentsBuilder target = UriComponentsBuilder.fromUriString(redirectUri);
        for (int i = 0; i < parameters.size(); i += 2) {
            target.queryParam(parameters.get(i), encoded(parameters.get(i + 1)));
        }
        // RFC 9207: an app that speaks with several servers sees whose answer it is.
        target.queryParam("iss", encoded(urls.fhir(request)));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", target.build(true).toUriString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @GetMapping(path = "/auth/style.css", produces = "text/css")
    void style(HttpServletResponse response) throws IOException {
        response.setContentType("text/css");
        response.getOutputStream().write(Pages.STYLE.getBytes(StandardCharsets.UTF_8));
    }
}
