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
    ChangeFeed changeFeed(DataSource dataSource, WritesUnderWay writes, Clock clock) {
        return new ChangeFeed(dataSource, new Settled(dataSource, writes, clock));
    }

    @Bean
    FeedProvider feedProvider(ChangeFeed feed, ExportRules rules, FhirContext fhir) {
        return new FeedProvider(feed, rules, fhir);
    }
}
