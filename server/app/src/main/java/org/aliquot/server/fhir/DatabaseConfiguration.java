package org.aliquot.server.fhir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.embedded.EmbeddedPostgres;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.HomeSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The data directory, the database in it or elsewhere, and the pool of connections.
 *
 * <p>Each bean takes the one before it as an argument: Spring closes them in the reverse order, the
 * pool before PostgreSQL before the hold on the directory.
 */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    @Bean
    DataDirectory dataDirectory(HomeSettings settings) {
        return DataDirectory.hold(settings.dataDir());
    }

    @Bean
    @ConditionalOnExpression("'${aliquot.database.url:}'.isBlank()")
    EmbeddedPostgres embeddedPostgres(DataDirectory directory, DatabaseSettings settings) {
        DatabaseSettings.Embedded embedded = settings.embedded();
        return EmbeddedPostgres.start(directory, embedded.port(), embedded.startTimeout(), embedded.settings());
    }

    @Bean
    HikariDataSource dataSource(DatabaseSettings settings, ObjectProvider<EmbeddedPostgres> embedded) {
        EmbeddedPostgres own = embedded.getIfAvailable();
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("aliquot");
        pool.setJdbcUrl(own == null ? settings.url() : own.jdbcUrl());
        pool.setUsername(own == null ? settings.username() : own.username());
        pool.setPassword(own == null ? settings.password() : own.password());
        pool.setMaximumPoolSize(settings.poolSize());
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(settings.connectTimeout().toMillis());
        pool.addDataSourceProperty("ApplicationName", "aliquot");
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        // An error's DETAIL quotes the row, and rows are patients' data.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        return new HikariDataSource(pool);
    }
}
