package org.aliquot.server.fhir.builder;

import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Puts itself around each search builder that HAPI has made. */
public final class SearchBuilders implements BeanPostProcessor {
    private final List<AroundBuilder> around;

    /** @param around the first is the outermost */
    public SearchBuilders(List<AroundBuilder> around) {
        this.around = List.copyOf(around);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ISearchBuilder<?> builder
                ? Proxy.newProxyInstance(
                        SearchBuilders.class.getClassLoader(),
                        new Class<?>[] {ISearchBuilder.class, Wrapped.class},
                        (proxy, method, arguments) -> method.getDeclaringClass() == Wrapped.class
                                ? builder
                                : call(builder, method, arguments, 0))
                : bean;
    }

    private Object call(ISearchBuilder<?> builder, Method method, Object[] arguments, int from) throws Throwable {
        if (from < around.size()) {
            return around.get(from).call(builder, method, arguments, () -> call(builder, method, arguments, from + 1));
        }
        try {
            return method.invoke(builder, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** HAPI's own object, whether or not something stands around it. */
    public static ISearchBuilder<?> hapis(ISearchBuilder<?> builder) {
        return builder instanceof Wrapped known ? known.wrapped() : builder;
    }

    /** What stands around HAPI's own object. */
    private interface Wrapped {
        /** HAPI's own. */
        ISearchBuilder<?> wrapped();
    }
}
