package org.aliquot.server.auth.smart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.auth.notice.Notice.What;
import org.aliquot.server.auth.sso.Errand;
import org.aliquot.server.auth.sso.IdentityProvider;
import org.aliquot.server.auth.sso.NotIdentifiedException;
import org.aliquot.server.auth.user.User;
import org.aliquot.server.auth.user.UserStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The login page's other way: to the hospital's identity provider and back. Whoever comes back is let in where an account of that
 * name was made for it, and goes on as after a password.
 */
@Controller
class SsoController {
    static final String BACK = "/auth/sso/back";
    private static final Logger LOG = LoggerFactory.getLogger(SsoController.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long MOST = 10_000;

    private final ServerUrls urls;
    private final Flows flows;
    private final UserStore users;
    private final IdentityProvider provider;
    private final AuthorizeController logins;

    /** By their states; each is good once. */
    private final Cache<String, UnderWay> underWay =
            Caffeine.newBuilder().expireAfterWrite(PATIENCE).maximumSize(MOST).build();

    private record UnderWay(String flow, Errand errand) {}

    SsoController(
            ServerUrls urls, Flows flows, UserStore users, IdentityProvider provider, AuthorizeController logins) {
        this.urls = urls;
        this.flows = flows;
        this.users = users;
        this.provider = provider;
        this.logins = logins;
    }

    @GetMapping("/auth/sso")
    void go(@RequestParam String flow, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Flow begun = notLoggedIn(flow, request);
        Errand errand = Errand.begin();
        String address;
        try {
            address = provider.address(errand, urls.of(request, BACK));
        } catch (IOException e) {
            LOG.warn("the identity provider cannot be asked: {}", e.getMessage());
            logins.showLogin(response, begun, provider.label() + " does not answer. Try again in a moment.");
            return;
        }
        underWay.put(errand.state(), new UnderWay(begun.id(), errand));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", address);
    }

    @GetMapping(BACK)
    void back(
            @RequestParam String state,
            @RequestParam Optional<String> code,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        UnderWay gone = underWay.asMap().remove(state);
        if (gone == null) {
            throw new NoFlowException();
        }
        // The browser's cookie, too: an answer that somebody slipped into another's browser logs nobody in.
        Flow flow = notLoggedIn(gone.flow(), request);
        if (code.isEmpty()) {
            refuse(flow, "not logged in at the identity provider", Optional.empty(), request);
            logins.showLogin(response, flow, provider.label() + " did not log you in.");
            return;
        }
        String name;
        try {
            name = provider.whoCameBack(gone.errand(), code.get(), urls.of(request, BACK));
        } catch (IOException | NotIdentifiedException e) {
            LOG.warn("the identity provider did not say who came back: {}", e.getMessage());
            refuse(flow, "the identity provider did not say who it is", Optional.empty(), request);
            logins.showLogin(response, flow, provider.label() + " did not say who you are. Try again in a moment.");
            return;
        }
        Optional<User> user = users.external(name);
        if (user.isEmpty()) {
            refuse(flow, "no account for who logged in at the identity provider", Optional.of(name), request);
            logins.showLogin(response, flow, "You are known at " + provider.label() + ", but have no account here.");
            return;
        }
        logins.enter(flow, user.get(), "at the identity provider", request, response);
    }

    private Flow notLoggedIn(String id, HttpServletRequest request) {
        Flow flow = flows.begun(id, request);
        if (flow.user() != null) {
            throw new NoFlowException();
        }
        return flow;
    }

    private static void refuse(Flow flow, String why, Optional<String> name, HttpServletRequest request) {
        Notice notice = Notice.failure(What.LOGIN, why).through(flow.app().id());
        name.map(notice::triedBy).orElse(notice).leaveWith(request);
    }
}
