package org.aliquot.server.bulk.feed;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.Settled;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The feed, put together. Of a server; a load without one has none. */
@Configuration(proxyBeanMethods = false)
public class FeedConfiguration {
    @Bean
    FeedProvider feedProvider(
            DataSource dataSource, WritesUnderWay writes, ExportRules rules, FhirContext fhir, Clock clock) {
        return new FeedProvider(new ChangeFeed(dataSource, new Settled(dataSource, writes, clock)), rules, fhir);
    }
}
