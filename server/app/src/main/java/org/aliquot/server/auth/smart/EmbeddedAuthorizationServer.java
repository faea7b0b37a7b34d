package org.aliquot.server.auth.smart;

import jakarta.servlet.Filter;
import java.time.Clock;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Assertions;
import org.aliquot.server.auth.client.ClientKeys;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.SpringClients;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.settings.AuthSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The authorization server within this server; absent where {@code aliquot.auth.issuer} names another. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${aliquot.auth.issuer:}'.isBlank()")
public class EmbeddedAuthorizationServer {

    @Bean
    SpringClients springClients(ClientStore clients, AuthSettings settings) {
        return new SpringClients(clients, settings.accessLifetime());
    }

    @Bean
    GrantStore grantStore(DataSource dataSource, SpringClients springClients, Clock clock) {
        return new GrantStore(dataSource, springClients, clock);
    }

    @Bean
    LaunchStore launchStore(DataSource dataSource, Clock clock) {
        return new LaunchStore(dataSource, clock);
    }

    @Bean
    SigningKeys signingKeys(DataSource dataSource, Clock clock) {
        return new SigningKeys(dataSource, clock);
    }

    @Bean
    FilterRegistrationBean<Filter> tokenEndpoints(
            ServerUrls urls,
            SpringClients springClients,
            ClientStore clients,
            GrantStore grants,
            SigningKeys keys,
            DataSource dataSource,
            AuthSettings settings,
            Clock clock) {
        Assertions assertions = new Assertions(
                clients, new ClientKeys(settings.clientKeys(), clock), dataSource, Endpoint::audiences, clock);
        Tokens tokens = new Tokens(keys, grants, settings.onlineLifetime(), settings.offlineLifetime(), clock);
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
                TokenEndpoints.filter(urls, springClients, clients, assertions, grants, tokens));
        registration.setName("token-endpoints");
        registration.setUrlPatterns(TokenEndpoints.PATHS);
        return registration;
    }

    @Bean
    ServletRegistrationBean<Discovery> discovery(ServerUrls urls) {
        return new ServletRegistrationBean<>(new Discovery(urls), "/fhir/.well-known/*");
    }

    @Bean
    JwksController jwksController(SigningKeys keys) {
        return new JwksController(keys);
    }

    @Bean
    LaunchController launchController(ServerUrls urls, LaunchStore launches, PatientDirectory patients) {
        return new LaunchController(urls, launches, patients);
    }

    @Bean
    AuthorizeController authorizeController(
            ServerUrls urls,
            ClientStore clients,
            SpringClients springClients,
            UserStore users,
            LaunchStore launches,
            GrantStore grants,
            PatientDirectory patients,
            Clock clock) {
        return new AuthorizeController(urls, clients, springClients, users, launches, grants, patients, clock);
    }
}
