package org.aliquot.server.audit.http;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts for requests that the container refuses before any filter sees them, such as a request line with forbidden
 * characters. Unlike all others they are answered first.
 */
public final class UnseenRequests extends ValveBase implements AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger(UnseenRequests.class);
    private static final int FIRST_FAILURE = 400;
    private static final String NOBODY = "unknown";

    private final Supplier<Strangers> strangers;

    /** @param strangers asked for with the first such request: the container is built before all else */
    public UnseenRequests(Supplier<Strangers> strangers) {
        super(true);
        this.strangers = strangers;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, jakarta.servlet.ServletException {
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
        if (response.getStatus() < FIRST_FAILURE || Trail.of(request).isPresent()) {
            return;
        }
        String line = Objects.toString(request.getMethod(), "") + " "
                + Objects.toString(request.getRequestURI(), "")
                + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
        Party party = Party.alone(NOBODY, Optional.ofNullable(request.getRemoteAddr()));
        try {
            strangers
                    .get()
                    .tell(
                            new Told(
                                    Deed.of(Kind.REFUSAL)
                                            .asking(line)
                                            .saying("refused by the container: HTTP " + response.getStatus()),
                                    Outcome.of(response.getStatus())),
                            party);
        } catch (IOException | RuntimeException e) {
            LOG.error("a request that the container refused is not in the audit: {}", e.getMessage());
        }
    }

    // Addresses are taken as the container has them.
    @Override
    public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {}

    @Override
    public boolean getRequestAttributesEnabled() {
        return false;
    }
}
