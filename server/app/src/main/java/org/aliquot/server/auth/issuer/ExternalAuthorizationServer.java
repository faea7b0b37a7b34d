package org.aliquot.server.auth.issuer;

import java.time.Clock;
import org.aliquot.server.auth.token.TokenReader;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The authorization server that {@code aliquot.auth.issuer} names; absent where the embedded one is there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!'${aliquot.auth.issuer:}'.isBlank()")
public class ExternalAuthorizationServer {

    @Bean
    TokenReader externalTokens(AuthSettings settings, FhirSettings fhir, Clock clock) {
        String base = fhir.baseUrl().strip().replaceAll("/+$", "");
        String audience = settings.audience().isBlank() ? base : settings.audience();
        TokenClaims claims = new TokenClaims(base, new IssuersRoles(settings.rolesClaim(), settings.roles()));
        return settings.introspectionUrl().isBlank()
                ? new SignedTokens(settings.issuer(), settings.jwksUrl(), audience, claims)
                : new IntrospectedTokens(
                        settings.introspectionUrl(),
                        settings.introspectionClient(),
                        settings.introspectionSecret(),
                        settings.issuer(),
                        audience,
                        claims,
                        clock);
    }

    @Bean
    IssuerMetadata issuerMetadata(AuthSettings settings, Clock clock) {
        return new IssuerMetadata(settings.issuer(), clock);
    }

    @Bean
    ServletRegistrationBean<IssuersDiscovery> issuersDiscovery(AuthSettings settings, IssuerMetadata metadata) {
        return new ServletRegistrationBean<>(new IssuersDiscovery(settings.issuer(), metadata), "/fhir/.well-known/*");
    }
}
