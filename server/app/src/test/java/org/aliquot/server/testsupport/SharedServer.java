package org.aliquot.server.testsupport;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the shared server at the first class that asks; it stops with the JVM. */
final class SharedServer implements BeforeAllCallback, ParameterResolver {
    @Override
    public void beforeAll(ExtensionContext context) {
        Running.SERVER.baseUrl();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Running.SERVER;
    }

    /** Not in JUnit's root store: where Surefire has several JVMs, it gives each class a store of its own. */
    private static final class Running {
        static final TestServer SERVER = TestServer.start().untilTheJvmEnds();
    }
}
