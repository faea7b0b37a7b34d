package org.aliquot.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Set;
import org.aliquot.ingest.WritesUnderWay;

/**
 * Says of a client's write that it is under way: from when it has been read and looked at, which is before HAPI's DAO notes the time of it,
 * until its answer is sent. How long a client takes to send it, or to read the answer, is nothing that readers of what is there wait for.
 */
@Interceptor
public final class NotedWrites {
    private static final String WRITE = NotedWrites.class.getName();

    /** Behind those that refuse. */
    private static final int LAST = 1_000;

    private static final Set<RestOperationTypeEnum> READS = EnumSet.of(
            RestOperationTypeEnum.READ,
            RestOperationTypeEnum.VREAD,
            RestOperationTypeEnum.SEARCH_TYPE,
            RestOperationTypeEnum.SEARCH_SYSTEM,
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM,
            RestOperationTypeEnum.GET_PAGE,
            RestOperationTypeEnum.METADATA,
            RestOperationTypeEnum.META,
            RestOperationTypeEnum.VALIDATE,
            RestOperationTypeEnum.GRAPHQL_REQUEST);

    /** Of operations that may come by POST: what they write, if anything, has no time. What an import writes, its job says of itself. */
    private static final Set<String> READING = Set.of(
            "$changes",
            "$diff",
            "$everything",
            "$expand",
            "$export",
            "$export-poll-status",
            "$graphql",
            "$import",
            "$import-errors",
            "$import-poll-status",
            "$lastn",
            "$lookup",
            "$mark-all-resources-for-reindexing",
            "$meta",
            "$perform-reindexing-pass",
            "$subsumes",
            "$translate",
            "$validate",
            "$validate-code");

    private final WritesUnderWay writes;

    NotedWrites(WritesUnderWay writes) {
        this.writes = writes;
    }

    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = LAST)
    public void begin(RestOperationTypeEnum kind, RequestDetails request) {
        if (request instanceof ServletRequestDetails whole && !whole.isSubRequest() && mayWrite(kind, whole)) {
            HttpServletRequest http = whole.getServletRequest();
            if (http.getAttribute(WRITE) == null) {
                http.setAttribute(WRITE, writes.begin());
            }
        }
    }

    private static boolean mayWrite(RestOperationTypeEnum kind, RequestDetails request) {
        return request.getRequestType() != RequestTypeEnum.GET
                && request.getRequestType() != RequestTypeEnum.HEAD
                && !READS.contains(kind)
                && !(request.getOperation() != null && READING.contains(request.getOperation()));
    }

    /** It has committed; parts of a Bundle are answered before the whole has. */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void answer(RequestDetails request) {
        if (request instanceof ServletRequestDetails whole && !whole.isSubRequest()) {
            end(whole.getServletRequest());
        }
    }

    /** Whatever became of it. */
    static void end(HttpServletRequest request) {
        if (request.getAttribute(WRITE) instanceof WritesUnderWay.Write write) {
            write.close();
            request.removeAttribute(WRITE);
        }
    }
}
