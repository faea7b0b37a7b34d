package org.aliquot.server.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.aliquot.server.audit.http.AuditEventProvider;
import org.aliquot.server.audit.http.AuditFilter;
import org.aliquot.server.audit.http.Requests;
import org.aliquot.server.audit.http.Strangers;
import org.aliquot.server.audit.http.UnseenRequests;
import org.aliquot.server.audit.journal.Journal;
import org.aliquot.server.audit.journal.Place;
import org.aliquot.server.audit.store.AuditEntries;
import org.aliquot.server.audit.store.AuditSchema;
import org.aliquot.server.audit.store.AuditTable;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.settings.AuditSettings;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/** The account of who did what, put together. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {
    private static final DataSize FILE = DataSize.ofMegabytes(8);

    /** After the request's id and what browsers ask beforehand; before who it is. */
    private static final int AROUND = Ordered.HIGHEST_PRECEDENCE + 1;

    @Bean
    AuditTable auditTable(DataSource dataSource, Clock clock) {
        AuditSchema.bringUpToDate(dataSource);
        return new AuditTable(dataSource, clock);
    }

    @Bean
    Journal auditJournal(DataDirectory directory, AuditSettings settings) throws IOException {
        return new Journal(
                directory.path().resolve("audit"),
                FILE.toBytes(),
                settings.journalLimit().toBytes(),
                settings.forceToDisk());
    }

    @Bean
    MeterBinder auditMeters(Journal journal) {
        return meters -> Gauge.builder("aliquot.audit.waiting", () -> waiting(journal))
                .baseUnit("bytes")
                .description("audit entries on file, not in the database yet")
                .register(meters);
    }

    private static double waiting(Journal journal) {
        try {
            return journal.waiting();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    @Bean
    Strangers strangers(Journal journal, Clock clock) {
        return new Strangers(journal, clock);
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> unseenRequests(
            ObjectProvider<Strangers> strangers) {
        return factory -> factory.addEngineValves(new UnseenRequests(strangers::getObject));
    }

    @Bean
    JournalDrain journalDrain(Journal journal, AuditTable table, Strangers strangers, Clock clock)
            throws IOException, SQLException {
        Place reached = table.placeOf(journal.identity());
        journal.continueAfter(reached);
        return new JournalDrain(journal, table, strangers, reached, clock);
    }

    /** @param drain asked for so that the journal goes on where the database has it before anything is written to it */
    @Bean
    FilterRegistrationBean<AuditFilter> auditFilter(
            Journal journal, JournalDrain drain, Strangers strangers, FhirSettings settings, Clock clock) {
        FilterRegistrationBean<AuditFilter> filter = new FilterRegistrationBean<>(
                new AuditFilter(journal, strangers, new Requests(settings.baseUrl()), clock));
        filter.setOrder(AROUND);
        return filter;
    }

    @Bean
    AuditEventProvider auditEventProvider(
            FhirContext fhir, DataSource dataSource, AuditTable table, JournalDrain drain, FhirSettings settings) {
        AuditEntries entries = new AuditEntries(dataSource, settings.statementTimeout());
        return new AuditEventProvider(fhir, entries, settings.maxPageSize(), () -> {
            try {
                drain.catchUp();
            } catch (IOException | SQLException e) {
                throw new InternalErrorException("the audit cannot be read", e);
            }
        });
    }
}
