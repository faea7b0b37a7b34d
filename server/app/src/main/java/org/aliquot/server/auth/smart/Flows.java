package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The flows under way. The oldest go where there are too many: anyone can begin one. */
final class Flows {
    static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Flow> flows = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Flow> eldest) {
            return size() > MOST;
        }
    };

    Flows(Clock clock) {
        this.clock = clock;
    }

    synchronized Flow keep(Flow flow) {
        Instant now = clock.instant();
        flows.values().removeIf(old -> old.until().isBefore(now));
        flows.put(flow.id(), flow);
        return flow;
    }

    /** The flow of a form that this browser was given. */
    Flow begun(String id, HttpServletRequest request) {
        return FlowCookie.of(request).flatMap(browser -> find(id, browser)).orElseThrow(NoFlowException::new);
    }

    /** As {@link #begun}, where the password was right and the code is due. */
    Flow halfIn(String id, HttpServletRequest request) {
        Flow flow = begun(id, request);
        if (flow.user() == null || !flow.user().isCodeDue()) {
            throw new NoFlowException();
        }
        return flow;
    }

    /** As {@link #begun}, where somebody has logged in. */
    Flow loggedIn(String id, HttpServletRequest request) {
        Flow flow = begun(id, request);
        if (flow.user() == null || flow.user().isCodeDue()) {
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

    synchronized Optional<Flow> find(String id, String browser) {
        return Optional.ofNullable(flows.get(id))
                .filter(flow -> flow.until().isAfter(clock.instant()))
                .filter(flow -> flow.browser().equals(browser));
    }

    /** Ends it; false where it has ended. */
    synchronized boolean end(Flow flow) {
        return flows.remove(flow.id()) != null;
    }
}
