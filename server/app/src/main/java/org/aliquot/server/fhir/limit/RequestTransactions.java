package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.jpa.util.JpaHapiTransactionService;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.fhir.log.QuietTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionCallback;

/**
 * HAPI's transactions; in those of an HTTP request PostgreSQL ends a statement that takes too long, waits for locks included, and
 * what the database refuses is told in words of ours.
 *
 * <p>Why here and why so. HAPI begins every transaction of a request in this class and says whose it is, also on the threads of
 * a batch, so that loads, exports and the server's own work are left alone by what they are, not by a list of exceptions.
 * {@code SET LOCAL} is kept by PostgreSQL itself and ends with the transaction: it also stops what a client, or this process,
 * no longer waits for. The driver's own time-out ({@code Statement.setQueryTimeout}, Hibernate's hint) needs this process alive
 * and a second connection to cancel by, and does not watch the rows that follow the first ones; a pool of its own for searches
 * would hold connections that loads need.
 */
public final class RequestTransactions extends JpaHapiTransactionService {
    private static final Logger LOG = LoggerFactory.getLogger(RequestTransactions.class);

    private final JdbcTemplate database;
    private final String begin;

    /**
     * @param database the one that the transaction manager knows: its connection of the running transaction is taken
     * @param limit    at least a millisecond
     */
    public RequestTransactions(DataSource database, Duration limit) {
        this.database = new JdbcTemplate(database);
        this.begin = "SET LOCAL statement_timeout = " + limit.toMillis();
    }

    @Override
    protected IExecutionBuilder buildExecutionBuilder(@Nullable RequestDetails request) {
        return new Execution(request);
    }

    @Override
    protected <T> @Nullable T doExecuteCallback(ExecutionBuilder execution, TransactionCallback<T> callback) {
        Optional<ServletRequestDetails> request = ((Execution) execution).request;
        if (request.isEmpty()) {
            return super.doExecuteCallback(execution, callback);
        }
        try {
            return super.doExecuteCallback(execution, status -> {
                if (status.isNewTransaction()) {
                    database.execute(begin);
                }
                return callback.doInTransaction(status);
            });
        } catch (RuntimeException e) {
            Optional<BaseServerResponseException> refusal = DatabaseRefusals.in(e);
            if (refusal.isPresent()) {
                // Why the request was stopped: which statement it was, PostgreSQL's own log may say.
                LOG.warn("request {}: {}", idOf(request.get()), refusal.get().getMessage());
                throw refusal.get();
            }
            if (request.get().isSubRequest() && !(e instanceof BaseServerResponseException)) {
                // Of a batch nobody else hears of it: its other entries are answered.
                LOG.error("request {}: an entry failed: {}", idOf(request.get()), QuietTrace.of(e));
            }
            throw e;
        }
    }

    // An entry of a batch has none of its own.
    private static String idOf(ServletRequestDetails request) {
        return Objects.toString(
                request.getRequestId(), request.getServletRequest().getHeader("X-Request-ID"));
    }

    /** Knows the HTTP request that it is for, where there is one. */
    private final class Execution extends ExecutionBuilder {
        private final Optional<ServletRequestDetails> request;

        Execution(@Nullable RequestDetails request) {
            super(request);
            this.request = request instanceof ServletRequestDetails http ? Optional.of(http) : Optional.empty();
        }
    }
}
