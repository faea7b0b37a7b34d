package org.aliquot.bench.inside;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Leaves requests with a header of its own out of the audit, so that one server can be measured with and without. */
public final class NotAccounted implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    /** The header's name; any value. */
    public static final String HEADER = "X-Not-Accounted";

    private static final String AUDIT_FILTER = "auditFilter";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(beans -> beans.addBeanPostProcessor(new Bypass()));
    }

    private static final class Bypass implements BeanPostProcessor {
        @Override
        @SuppressWarnings("unchecked") // a registration takes whichever filter
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (name.equals(AUDIT_FILTER) && bean instanceof FilterRegistrationBean<?> registration) {
                ((FilterRegistrationBean<Filter>) registration).setFilter(new Either(registration.getFilter()));
            }
            return bean;
        }
    }

    private record Either(Filter audit) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (((HttpServletRequest) request).getHeader(HEADER) != null) {
                chain.doFilter(request, response);
            } else {
                audit.doFilter(request, response, chain);
            }
        }
    }
}
