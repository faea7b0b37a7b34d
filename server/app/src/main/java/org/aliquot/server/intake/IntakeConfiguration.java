package org.aliquot.server.intake;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.delivery.DeliverySettings;
import org.aliquot.gateway.service.Gateway;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.mapping.FhirReportMapper;
import org.aliquot.mapping.ReportMapper;
import org.aliquot.server.audit.journal.Journal;
import org.aliquot.server.settings.GatewayProperties;
import org.aliquot.server.settings.HomeSettings;
import org.aliquot.server.settings.TerminologyProperties;
import org.aliquot.server.version.Version;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Joins gateway, mapping and ingest. */
@Configuration(proxyBeanMethods = false)
public class IntakeConfiguration {
    @Bean
    ReportMapper reportMapper(TerminologyProperties terminology) {
        return new TablesMapper(
                Optional.ofNullable(terminology.tables()),
                tables -> new FhirReportMapper(tables, "aliquot/" + Version.current()));
    }

    @Bean
    Intake intake(LabRegister register, ReportMapper mapper, ResourceIngest ingest, Journal audit, Clock clock) {
        return new Intake(register, mapper, ingest, new StoredReports(audit, clock)::stored);
    }

    @Bean
    TlsBundles analyzerTls(ObjectProvider<SslBundles> bundles) {
        return new AnalyzerTls(bundles::getObject);
    }

    /** Starts with the server, after everything it hands results to, and stops before any of it. */
    @Bean
    GatewayLifecycle gatewayLifecycle(
            GatewayProperties settings,
            TlsBundles tls,
            HomeSettings home,
            ReportSink sink,
            Clock clock,
            MeterRegistry meters) {
        return new GatewayLifecycle(() -> {
            GatewayMeters counters = new GatewayMeters(meters);
            Gateway gateway = Gateway.start(
                    settings.gateway(),
                    tls,
                    DeliverySettings.DEFAULT,
                    home.dataDir().resolve("gateway"),
                    sink,
                    clock,
                    counters);
            counters.watch(gateway);
            return gateway;
        });
    }
}
