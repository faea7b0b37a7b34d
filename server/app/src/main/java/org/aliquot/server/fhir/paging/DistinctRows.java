package org.aliquot.server.fhir.paging;

import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.lang.reflect.Method;
import org.aliquot.server.auth.access.AccessInterceptor;
import org.aliquot.server.fhir.builder.AroundBuilder;

/**
 * Has the database find each resource once where results are looked at one by one.
 *
 * <p>HAPI counts rows, and goes on with so many more in each pass. Where some are found twice and others are hidden, a pass may bring
 * nothing that it had not counted before: it is made again and again until the request times out.
 */
public final class DistinctRows implements AroundBuilder {
    private static final String QUERY = "createQuery";
    private static final int SEARCH = 0;
    private static final int REQUEST = 2;

    @Override
    public Object call(ISearchBuilder<?> builder, Method method, Object[] arguments, Onward onward) throws Throwable {
        if (method.getName().equals(QUERY)
                && arguments[SEARCH] instanceof SearchParameterMap search
                // Of what belongs to a patient HAPI goes on from what it holds, and finds it once anyhow.
                && search.getEverythingMode() == null
                && arguments[REQUEST] instanceof RequestDetails request
                && AccessInterceptor.looksAtEach(request)) {
            builder.setDeduplicateInDatabase(true);
        }
        return onward.call();
    }
}
