package org.aliquot.server.auth;

import java.time.Clock;
import java.util.List;
import org.aliquot.server.auth.token.BearerGate;
import org.aliquot.server.auth.token.LocalKey;
import org.aliquot.server.auth.token.TokenReader;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.AuthSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Who may what, put together. */
@Configuration(proxyBeanMethods = false)
public class AuthConfiguration {
    /** After the request's log line and the check of its origin; before everything else. */
    private static final int GATE = Ordered.HIGHEST_PRECEDENCE + 3;

    @Bean
    LocalKey localKey(DataDirectory directory, Clock clock) {
        return LocalKey.makeIn(directory.path(), clock);
    }

    @Bean
    FilterRegistrationBean<BearerGate> bearerGate(List<TokenReader> readers, AuthSettings settings) {
        FilterRegistrationBean<BearerGate> gate =
                new FilterRegistrationBean<>(new BearerGate(readers, settings.dev()));
        gate.setOrder(GATE);
        return gate;
    }
}
