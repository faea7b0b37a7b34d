package org.aliquot.server.auth.smart;

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
