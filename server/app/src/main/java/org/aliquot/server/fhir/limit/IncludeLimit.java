package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.fhir.builder.AroundBuilder;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * Holds a page's {@code _include} and {@code _revinclude} to the most that may come along, and says in the answer where some are
 * missing: whoever reads a page without a word of it takes it for all there is.
 *
 * <p>HAPI has the limit but not the rest: it takes it for each path of a parameter, once it is used up for none at all, and it counts
 * references by it. Where many results refer to the same few resources it stops before it has found others, below its limit.
 */
@Interceptor
public final class IncludeLimit implements AroundBuilder {
    private static final String CUT = IncludeLimit.class.getName() + ".cut";
    private static final String LOAD = "loadIncludes";

    /** Where they stand among the arguments of {@link ISearchBuilder#loadIncludes}. */
    private static final int ENTITIES = 1;

    private static final int MATCHES = 2;
    private static final int FILTERS = 3;
    private static final int REVERSE = 4;

    private static final int REQUEST = 7;
    private static final int MOST = 8;

    /** References that are followed at most for each resource that may come along. */
    private static final int REFERENCES_TO_EACH = 20;

    private static final String REFERENCES_FROM =
            "select count(*) from (select 1 from hfj_res_link where src_resource_id ="
                    + " any(cast(:pids as bigint[])) limit :most) followed";
    private static final String REFERENCES_TO = REFERENCES_FROM.replace("src_resource_id", "target_resource_id");

    @Override
    public Object call(ISearchBuilder<?> builder, Method method, Object[] arguments, Onward onward) throws Throwable {
        boolean isLimited = method.getName().equals(LOAD) && arguments.length > MOST && arguments[MOST] != null;
        if (!isLimited) {
            return onward.call();
        }
        int most = (Integer) arguments[MOST];
        Collection<?> filters = (Collection<?>) arguments[FILTERS];
        if (filters == null || filters.isEmpty()) {
            return new HashSet<>();
        }
        if (most <= 0) {
            note(arguments);
            return new HashSet<>();
        }
        Set<?> found = load(onward);
        long references = found.size() < most ? references(arguments, found, most) : 0;
        if (references > most) {
            arguments[MOST] = (int) Math.min(references, (long) most * REFERENCES_TO_EACH);
            found = load(onward);
            if (references > (Integer) arguments[MOST]) {
                note(arguments);
            }
        }
        // Just so many may be all there are; whether they are is not known.
        boolean isWhole = found.size() < most || found.size() == most && references > most;
        if (isWhole) {
            return found;
        }
        note(arguments);
        return found.stream().limit(most).collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<?> load(Onward onward) throws Throwable {
        return (Set<?>) Objects.requireNonNull(onward.call(), LOAD);
    }

    /** How many references there are from, or to, what was found, one more than may be followed at most: no round followed more than these. */
    private static long references(Object[] arguments, Set<?> found, int most) {
        String pids = Stream.concat(((Collection<?>) arguments[MATCHES]).stream(), found.stream())
                .map(pid -> Long.toString(((JpaPid) pid).getId()))
                .collect(Collectors.joining(",", "{", "}"));
        boolean isReverse = (Boolean) arguments[REVERSE];
        return ((Number) ((EntityManager) arguments[ENTITIES])
                        .createNativeQuery(isReverse ? REFERENCES_TO : REFERENCES_FROM)
                        .setParameter("pids", pids)
                        .setParameter("most", (long) most * REFERENCES_TO_EACH + 1)
                        .getSingleResult())
                .longValue();
    }

    private static void note(Object[] arguments) {
        // There, because entries of a batch come on several threads.
        if (arguments[REQUEST] instanceof ServletRequestDetails request) {
            request.getServletRequest().setAttribute(CUT, true);
        }
    }

    /** Of a batch whichever of its searches it was: all of them say so. */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void tell(ServletRequestDetails request, IBaseResource answer) {
        if (!(answer instanceof Bundle bundle) || request.getServletRequest().getAttribute(CUT) == null) {
            return;
        }
        tellIn(bundle);
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (bundle.getType() == Bundle.BundleType.BATCHRESPONSE && entry.getResource() instanceof Bundle inner) {
                tellIn(inner);
            }
        }
    }

    // FHIR R4 search.html, "Outcome of a search": an entry of mode outcome tells what the server could not do.
    private static void tellIn(Bundle bundle) {
        if (bundle.getType() != Bundle.BundleType.SEARCHSET) {
            return;
        }
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.WARNING)
                .setCode(OperationOutcome.IssueType.INCOMPLETE)
                .setDiagnostics(
                        "not all that _include and _revinclude ask for may be on this page: there are more than come"
                                + " along at once (aliquot.fhir.max-includes); ask for smaller pages by _count, or for the resources"
                                + " themselves");
        bundle.addEntry().setResource(outcome).getSearch().setMode(Bundle.SearchEntryMode.OUTCOME);
    }
}
