package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.server.fhir.paging.DistinctRows;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Holds a page's {@code _include} and {@code _revinclude} to the most that may come along, and says in the answer where some are
 * missing: whoever reads a page without a word of it takes it for all there is.
 *
 * <p>HAPI has the limit but not the rest: it takes it for each path of a parameter, and once it is used up, for none at all.
 */
@Interceptor
public final class IncludeLimit implements BeanPostProcessor {
    private static final String CUT = IncludeLimit.class.getName() + ".cut";
    private static final String LOAD = "loadIncludes";

    /** Where they stand among the arguments of {@link ISearchBuilder#loadIncludes}. */
    private static final int FILTERS = 3;

    private static final int REQUEST = 7;
    private static final int MOST = 8;

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ISearchBuilder<?> builder
                ? Proxy.newProxyInstance(
                        IncludeLimit.class.getClassLoader(),
                        new Class<?>[] {ISearchBuilder.class, Wrapped.class},
                        (proxy, method, arguments) -> method.getDeclaringClass() == Wrapped.class
                                ? builder
                                : invoke(builder, method, arguments))
                : bean;
    }

    /** What stands around HAPI's own object. */
    public interface Wrapped {
        /** HAPI's own. */
        Object wrapped();
    }

    private static Object invoke(ISearchBuilder<?> builder, Method method, Object[] arguments) throws Throwable {
        DistinctRows.askedFor(builder, method, arguments);
        boolean isLimited = method.getName().equals(LOAD) && arguments.length > MOST && arguments[MOST] != null;
        if (!isLimited) {
            return call(builder, method, arguments);
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
        Set<?> found = (Set<?>) Objects.requireNonNull(call(builder, method, arguments), LOAD);
        if (found.size() < most) {
            return found;
        }
        note(arguments);
        return found.stream().limit(most).collect(Collectors.toCollection(HashSet::new));
    }

    private static Object call(ISearchBuilder<?> builder, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(builder, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
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
