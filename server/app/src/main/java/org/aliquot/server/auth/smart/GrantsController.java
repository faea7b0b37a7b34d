package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.notice.Notice;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where users see what they let apps do, and take it back. SMART App Launch 2.2 calls it the {@code management_endpoint}.
 *
 * <p>It begins with the login that apps' users have, and nobody stays logged in: the page's forms name its flow, which ends
 * with it.
 */
@Controller
class GrantsController {
    static final String PATH = "/auth/grants";

    private final ServerUrls urls;
    private final Flows flows;
    private final GrantStore grants;
    private final GrantsPage page;
    private final Pages pages;
    private final AuthorizeController logins;
    private final Clock clock;

    GrantsController(
            ServerUrls urls,
            Flows flows,
            GrantStore grants,
            GrantsPage page,
            Pages pages,
            AuthorizeController logins,
            Clock clock) {
        this.urls = urls;
        this.flows = flows;
        this.grants = grants;
        this.page = page;
        this.pages = pages;
        this.logins = logins;
        this.clock = clock;
    }

    @GetMapping(PATH)
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Flow flow = flows.keep(Flow.aboutGrants(
                FlowCookie.of(request).orElseGet(Hashes::random),
                Flow.from(request),
                clock.instant().plus(Flows.LIFE),
                urls.of(request, PATH)));
        FlowCookie.set(response, flow, urls.fhir(request).startsWith("https:"));
        logins.showLogin(response, flow, "");
    }

    @PostMapping(PATH + "/revoke")
    void revoke(
            @RequestParam String flow,
            @RequestParam String grant,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Flow known = known(flow, request);
        Optional<GivenAccess> taken = grants.takeBack(known.user().name(), grant);
        taken.ifPresent(access -> Notice.success(Notice.What.REVOCATION, "by the user: " + access.scopes())
                .by(known.user().name(), known.user().fhirUser())
                .through(access.clientId())
                .about(access.patient())
                .leaveWith(request));
        page.show(
                request,
                response,
                known,
                taken.map(access -> access.app() + " may do that no more.").orElse("That had ended already."));
    }

    @PostMapping(PATH + "/leave")
    void leave(@RequestParam String flow, HttpServletRequest request, HttpServletResponse response) throws IOException {
        flows.end(known(flow, request));
        pages.left(response);
    }

    private Flow known(String id, HttpServletRequest request) {
        Flow flow = flows.ready(id, request);
        if (!flow.isAboutGrants()) {
            throw new NoFlowException();
        }
        return flow;
    }
}
