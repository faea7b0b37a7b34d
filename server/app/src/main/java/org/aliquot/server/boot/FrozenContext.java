package org.aliquot.server.boot;

import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/**
 * Freezes the definitions of beans before the web server is made. Its filters and servlets want most beans there are, HAPI's hundreds among
 * them, and Spring remembers which beans a type has only once nothing can be added: without, each is looked for among all of them, a
 * quarter of a start's work.
 */
final class FrozenContext extends AnnotationConfigServletWebServerApplicationContext {
    @Override
    protected void onRefresh() {
        getBeanFactory().freezeConfiguration();
        super.onRefresh();
    }
}
