package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.auth.user.UserStore;

/**
 * The flows under way: not of more apps, nor in the name of other accounts, than there still are.
 *
 * <p>Anyone can begin one, so they are bounded in number, in size, and of one address. Where there are too many the oldest go, and
 * those in which nobody has logged in before the others.
 */
final class Flows {
    static final Duration LIFE = Duration.ofMinutes(15);
    static final int MOST = 10_000;
    static final int MOST_OF_ONE_ADDRESS = 1_000;
    /** In characters, of all together: some 30 MB. */
    static final int LARGEST = 15_000_000;

    private final ClientStore clients;
    private final UserStore users;
    private final Clock clock;
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    private long held;

    Flows(ClientStore clients, UserStore users, Clock clock) {
        this.clients = clients;
        this.users = users;
        this.clock = clock;
    }

    synchronized Flow keep(Flow flow) {
        Instant now = clock.instant();
        flows.values().stream()
                .filter(old -> old.until().isBefore(now))
                .toList()
                .forEach(this::end);
        Flow before = flows.put(flow.id(), flow);
        held += flow.size() - (before == null ? 0 : before.size());
        Predicate<Flow> isAnybodys = other -> other.user() == null;
        Predicate<Flow> isFromThere = isAnybodys.and(other -> other.address().equals(flow.address()));
        if (flows.values().stream().filter(isFromThere).count() > MOST_OF_ONE_ADDRESS) {
            dropOldest(isFromThere);
        }
        while (flows.size() > MOST || held > LARGEST) {
            if (!dropOldest(isAnybodys)) {
                dropOldest(any -> true);
            }
        }
        return flow;
    }

    private boolean dropOldest(Predicate<Flow> which) {
        Optional<Flow> oldest = flows.values().stream().filter(which).findFirst();
        oldest.ifPresent(this::end);
        return oldest.isPresent();
    }

    /** The flow of a form that this browser was given. */
    Flow begun(String id, HttpServletRequest request) {
        Flow flow = FlowCookie.of(request).flatMap(browser -> find(id, browser)).orElseThrow(NoFlowException::new);
        if (!flow.isAboutGrants() && clients.find(flow.app().id()).isEmpty()) {
            throw ended(flow, "the app was revoked meanwhile", request);
        }
        return flow;
    }

    /** As {@link #begun}, where the password was right and the code is due. */
    Flow halfIn(String id, HttpServletRequest request) {
        Flow flow = ofAnAccount(id, request);
        if (!flow.user().isCodeDue()) {
            throw new NoFlowException();
        }
        return flow;
    }

    /** As {@link #begun}, where somebody has logged in. */
    Flow loggedIn(String id, HttpServletRequest request) {
        Flow flow = ofAnAccount(id, request);
        if (flow.user().isCodeDue()) {
            throw new NoFlowException();
        }
        return flow;
    }

    /** As {@link #loggedIn}, with a password of their own. */
    Flow ready(String id, HttpServletRequest request) {
        Flow flow = loggedIn(id, request);
        if (flow.user().isOneTime()) {
            throw new NoFlowException();
        }
        return flow;
    }

    /** Whoever logged in may have lost the account since, or its password to somebody else. */
    private Flow ofAnAccount(String id, HttpServletRequest request) {
        Flow flow = begun(id, request);
        if (flow.user() == null) {
            throw new NoFlowException();
        }
        if (!users.isStill(flow.user())) {
            throw ended(flow, "the account was removed or changed meanwhile", request);
        }
        return flow;
    }

    private NoFlowException ended(Flow flow, String why, HttpServletRequest request) {
        end(flow);
        Notice notice =
                Notice.failure(Notice.What.LOGIN, why).through(flow.app().id());
        Optional.ofNullable(flow.user())
                .map(user -> notice.by(user.name(), user.fhirUser()))
                .orElse(notice)
                .leaveWith(request);
        return new NoFlowException();
    }

    synchronized Optional<Flow> find(String id, String browser) {
        return Optional.ofNullable(flows.get(id))
                .filter(flow -> flow.until().isAfter(clock.instant()))
                .filter(flow -> flow.browser().equals(browser));
    }

    /** Ends it; false where it has ended. */
    synchronized boolean end(Flow flow) {
        Flow ended = flows.remove(flow.id());
        held -= ended == null ? 0 : ended.size();
        return ended != null;
    }
}
