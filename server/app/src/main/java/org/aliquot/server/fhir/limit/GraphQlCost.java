package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one {@code $graphql} query may cost (hl7.org/fhir/R4/graphql.html): how deep it is, and how often it reads and searches. Each level
 * may multiply the reads of the one above it.
 */
@Interceptor
public final class GraphQlCost {
    private static final int DEEPEST = 20;
    private static final int MOST_STEPS = 1_000;

    private static final String STEPS = GraphQlCost.class.getName();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws InvalidRequestException where the query is too deep */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void requireFlat(RestOperationTypeEnum kind, RequestDetails request) {
        if (kind == RestOperationTypeEnum.GRAPHQL_REQUEST
                && query(request).filter(GraphQlCost::isDeep).isPresent()) {
            throw new InvalidRequestException(
                    "the GraphQL query is more than " + DEEPEST + " levels deep; ask for less at once");
        }
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void searched(RequestDetails request) {
        count(request);
    }

    @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
    public void read(RequestDetails request) {
        count(request);
    }

    private static void count(RequestDetails request) {
        if (request == null || request.getRestOperationType() != RestOperationTypeEnum.GRAPHQL_REQUEST) {
            return;
        }
        AtomicInteger steps =
                (AtomicInteger) request.getUserData().computeIfAbsent(STEPS, first -> new AtomicInteger());
        if (steps.incrementAndGet() > MOST_STEPS) {
            throw new InvalidRequestException(
                    "the GraphQL query reads and searches more than " + MOST_STEPS + " times; ask for less at once");
        }
    }

    /** Empty where HAPI finds none either, and says so. */
    private static Optional<String> query(RequestDetails request) {
        if (request.getRequestType() != RequestTypeEnum.POST) {
            String[] queries = request.getParameters().get("query");
            return queries == null || queries.length == 0 ? Optional.empty() : Optional.of(queries[0]);
        }
        byte[] body = request.loadRequestContents();
        String type = request.getHeader("Content-Type");
        if (type == null || !type.contains("json")) {
            return Optional.of(new String(body, StandardCharsets.UTF_8));
        }
        try {
            return Optional.ofNullable(JSON.readTree(body).path("query").textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InvalidRequestException("the body cannot be read", e);
        }
    }

    /** Braces in strings and comments do not count. */
    static boolean isDeep(String query) {
        int depth = 0;
        boolean isString = false;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (isString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    isString = false;
                }
            } else if (c == '"') {
                isString = true;
            } else if (c == '#') {
                int end = query.indexOf('\n', i);
                i = end < 0 ? query.length() : end;
            } else if (c == '{' && ++depth > DEEPEST) {
                return true;
            } else if (c == '}') {
                depth--;
            }
        }
        return false;
    }
}
