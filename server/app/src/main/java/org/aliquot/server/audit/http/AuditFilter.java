package org.aliquot.server.audit.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Around every request: what it did is in the journal before the first byte of its answer leaves. Where it cannot be written
 * there, the answer does not leave: 503. A change that was made stays made then; the answer does not say so.
 */
public final class AuditFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
    private static final byte[] WITHHELD = ("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"fatal\","
                    + "\"code\":\"exception\",\"diagnostics\":\"the audit cannot be written, and nothing is answered without it; "
                    + "the server's log says why\"}]}")
            .getBytes(StandardCharsets.UTF_8);

    private static final int FRAMES_LOGGED = 10;

    private final Journal journal;
    private final Requests requests;
    private final Strangers strangers;
    private final Clock clock;

    public AuditFilter(Journal journal, Strangers strangers, Requests requests, Clock clock) {
        this.journal = journal;
        this.strangers = strangers;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        new Trail().attachTo(request);
        FirstByte answer = new FirstByte(response, status -> account(request, status));
        try {
            chain.doFilter(request, answer);
        } catch (ServletException | IOException | RuntimeException e) {
            answer.ask(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            throw e;
        }
        if (!answer.ask() && !response.isCommitted()) {
            response.reset();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setContentType("application/fhir+json");
            response.getOutputStream().write(WITHHELD);
        }
    }

    private boolean account(HttpServletRequest request, int status) {
        try {
            List<byte[]> lines = new ArrayList<>();
            Instant now = clock.instant();
            for (Requests.Done one : requests.done(request, status)) {
                Told told = one.told();
                if (one.isOfStranger()) {
                    strangers.tell(told, one.party());
                } else {
                    lines.add(AuditEventJson.of(told.deed(), one.party(), told.outcome(), now));
                }
            }
            if (!lines.isEmpty()) {
                journal.append(lines);
            }
            return true;
        } catch (IOException e) {
            LOG.error("the audit cannot be written, answers are withheld: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            // What cannot be told is not answered either. Its message may quote the request.
            LOG.error(
                    "an answer is withheld, no audit entry can be made of its request: {} at {}",
                    e.getClass().getName(),
                    Stream.of(e.getStackTrace()).limit(FRAMES_LOGGED).toList());
            return false;
        }
    }
}
