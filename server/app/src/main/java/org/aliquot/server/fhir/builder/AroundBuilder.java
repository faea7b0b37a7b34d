package org.aliquot.server.fhir.builder;

import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import java.lang.reflect.Method;

/** What is to happen around a call of one of HAPI's search builders. */
@FunctionalInterface
public interface AroundBuilder {
    /**
     * In place of the call.
     *
     * @param arguments the call's, null where it has none; what is changed in them reaches HAPI
     * @param onward makes the call
     * @return what HAPI gets from it
     */
    Object call(ISearchBuilder<?> builder, Method method, Object[] arguments, Onward onward) throws Throwable;

    /** The call itself, and whatever else stands around it. */
    @FunctionalInterface
    interface Onward {
        /** Makes it. */
        Object call() throws Throwable;
    }
}
