package org.aliquot.server.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.ClientOrigins;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.issuer.ExternalAuthorizationServer;
import org.aliquot.server.auth.limit.FailureLimit;
import org.aliquot.server.auth.limit.PlainParameters;
import org.aliquot.server.auth.schema.AuthSchema;
import org.aliquot.server.auth.smart.EmbeddedAuthorizationServer;
import org.aliquot.server.auth.smart.ServerUrls;
import org.aliquot.server.auth.token.BearerGate;
import org.aliquot.server.auth.token.LocalKey;
import org.aliquot.server.auth.token.TokenReader;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Who may what, put together. */
@Configuration(proxyBeanMethods = false)
@Import({EmbeddedAuthorizationServer.class, ExternalAuthorizationServer.class})
public class AuthConfiguration {
    /** After the request's log line and the check of its origin; before everything else. */
    private static final int GATE = Ordered.HIGHEST_PRECEDENCE + 3;

    @Bean
    ServerUrls serverUrls(FhirSettings settings) {
        return new ServerUrls(settings);
    }

    /** The first that is asked: its tokens are shown to nobody else. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LocalKey localKey(DataDirectory directory, Clock clock) {
        return LocalKey.makeIn(directory.path(), clock);
    }

    @Bean
    ClientStore clientStore(DataSource dataSource, Clock clock) {
        AuthSchema.bringUpToDate(dataSource);
        return new ClientStore(dataSource, clock);
    }

    /** @param clients asked for because it brings the tables along */
    @Bean
    UserStore userStore(DataSource dataSource, ClientStore clients, Clock clock) {
        return new UserStore(dataSource, clock);
    }

    @Bean
    ClientOrigins clientOrigins(ClientStore clients, Clock clock) {
        return new ClientOrigins(clients, clock);
    }

    @Bean
    FilterRegistrationBean<FailureLimit> failureLimit(AuthSettings settings) {
        FilterRegistrationBean<FailureLimit> limit =
                new FilterRegistrationBean<>(new FailureLimit(settings.failuresPerMinute(), Ticker.systemTicker()));
        limit.setOrder(GATE);
        return limit;
    }

    @Bean
    FilterRegistrationBean<PlainParameters> plainParameters() {
        FilterRegistrationBean<PlainParameters> plain = new FilterRegistrationBean<>(new PlainParameters());
        plain.setOrder(GATE);
        return plain;
    }

    @Bean
    FilterRegistrationBean<BearerGate> bearerGate(List<TokenReader> readers, AuthSettings settings) {
        FilterRegistrationBean<BearerGate> gate = new FilterRegistrationBean<>(new BearerGate(readers, settings.dev()));
        gate.setOrder(GATE);
        return gate;
    }
}
