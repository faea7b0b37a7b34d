package org.aliquot.server.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the two at the first class that asks; they stop with the JVM. */
final class SharedIssuer implements BeforeAllCallback, ParameterResolver {
    /** As {@code docs/security.md} shows it. */
    private static final String SETTINGS = """
            aliquot:
              fhir:
                full-text: false
              auth:
                issuer: %s
                audience: %s
                sensitive: [R]
                roles-claim: realm_access.roles
                roles:
                  administrator: [lab-admins]
                  technician: [lab-technicians]
                  clinician: [physicians, /clinic/physicians]
                  system: [lab-systems]
            """;

    @Override
    public void beforeAll(ExtensionContext context) {
        Running.SERVER.baseUrl();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestServer.class || type == SecondAuthorizationServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestServer.class ? Running.SERVER : Running.ISSUER;
    }

    /** Not in JUnit's root store: where Surefire has several JVMs, it gives each class a store of its own. */
    private static final class Running {
        static final SecondAuthorizationServer ISSUER = SecondAuthorizationServer.start();
        static final TestServer SERVER = started(ISSUER).untilTheJvmEnds();
    }

    private static TestServer started(SecondAuthorizationServer issuer) {
        try {
            Files.createDirectories(Path.of("target"));
            Path config = Files.createTempFile(Path.of("target"), "issuer-", ".yml");
            Files.writeString(config, SETTINGS.formatted(issuer.url(), SecondAuthorizationServer.AUDIENCE));
            return TestServer.start(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
