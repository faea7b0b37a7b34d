package org.aliquot.server.boot;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.aliquot.server.settings.AuditSettings;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.ExportProperties;
import org.aliquot.server.settings.FhirSettings;
import org.aliquot.server.settings.GatewayProperties;
import org.aliquot.server.settings.HomeSettings;
import org.aliquot.server.settings.IngestProperties;
import org.aliquot.server.settings.IntakeProperties;
import org.aliquot.server.settings.TerminologyProperties;
import org.aliquot.server.settings.ViewProperties;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.data.elasticsearch.ElasticsearchDataAutoConfiguration;
import org.springframework.boot.autoconfigure.data.jpa.JpaRepositoriesAutoConfiguration;
import org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchClientAutoConfiguration;
import org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchRestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.graphql.GraphQlAutoConfiguration;
import org.springframework.boot.autoconfigure.gson.GsonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.autoconfigure.security.oauth2.server.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.autoconfigure.thymeleaf.ThymeleafAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** A Spring application with our settings, and with what of Spring Boot's own configuration we use. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnableConfigurationProperties({
    HomeSettings.class,
    AuthSettings.class,
    AuditSettings.class,
    DatabaseSettings.class,
    FhirSettings.class,
    GatewayProperties.class,
    IntakeProperties.class,
    IngestProperties.class,
    ExportProperties.class,
    ViewProperties.class,
    TerminologyProperties.class
})
// HAPI brings many libraries for its own use; Spring Boot would set each of them up a second time. Of Spring Security
// we
// take parts and put them together ourselves (org.aliquot.server.auth).
@EnableAutoConfiguration(
        exclude = {
            DataSourceAutoConfiguration.class,
            ElasticsearchClientAutoConfiguration.class,
            ElasticsearchDataAutoConfiguration.class,
            ElasticsearchRestClientAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            GraphQlAutoConfiguration.class,
            GsonAutoConfiguration.class,
            HibernateJpaAutoConfiguration.class,
            JpaRepositoriesAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class,
            OAuth2AuthorizationServerAutoConfiguration.class,
            OAuth2AuthorizationServerJwtAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class,
            QuartzAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            SecurityFilterAutoConfiguration.class,
            ThymeleafAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
@interface Configured {}
