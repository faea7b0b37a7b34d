package org.aliquot.server.auth.smart;

import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Assertions;
import org.aliquot.server.auth.client.ClientKeys;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.SpringClients;
import org.aliquot.server.auth.sso.IdentityProvider;
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
            ClientKeys clientKeys,
            SigningKeys keys,
            DataSource dataSource,
            AuthSettings settings,
            Clock clock) {
        Assertions assertions = new Assertions(clients, clientKeys, dataSource, Endpoint::audiences, clock);
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
            Flows flows,
            GrantsPage grantsPage,
            Pages pages,
            AuthSettings settings,
            Clock clock) {
        return new AuthorizeController(
                urls,
                clients,
                springClients,
                users,
                launches,
                grants,
                patients,
                flows,
                grantsPage,
                pages,
                Optional.of(settings.login())
                        .filter(AuthSettings.Login::isThere)
                        .map(AuthSettings.Login::label),
                clock);
    }

    @Bean
    @ConditionalOnExpression("!'${aliquot.auth.login.issuer:}'.isBlank()")
    SsoController ssoController(
            ServerUrls urls,
            Flows flows,
            UserStore users,
            AuthorizeController logins,
            AuthSettings settings,
            Clock clock) {
        return new SsoController(urls, flows, users, new IdentityProvider(settings.login(), clock), logins);
    }

    @Bean
    ClientKeys clientKeys(AuthSettings settings, Clock clock) {
        return new ClientKeys(settings.clientKeys(), clock);
    }

    @Bean
    RegistrationController registrationController(ClientStore clients, ClientKeys clientKeys, Clock clock) {
        return new RegistrationController(clients, clientKeys, clock);
    }

    @Bean
    Flows flows(ClientStore clients, UserStore users, Clock clock) {
        return new Flows(clients, users, clock);
    }

    @Bean
    Pages pages(AuthSettings settings) {
        return new Pages(settings.dev());
    }

    @Bean
    GrantsPage grantsPage(GrantStore grants, PatientDirectory patients, Pages pages) {
        return new GrantsPage(grants, patients, pages);
    }

    @Bean
    GrantsController grantsController(
            ServerUrls urls,
            Flows flows,
            GrantStore grants,
            GrantsPage grantsPage,
            Pages pages,
            AuthorizeController logins,
            Clock clock) {
        return new GrantsController(urls, flows, grants, grantsPage, pages, logins, clock);
    }

    @Bean
    FlowFailures flowFailures(Pages pages) {
        return new FlowFailures(pages);
    }
}
