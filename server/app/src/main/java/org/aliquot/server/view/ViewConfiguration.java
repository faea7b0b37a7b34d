package org.aliquot.server.view;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.aliquot.server.auth.access.ExportRules;
import org.aliquot.server.bulk.export.grant.Grants;
import org.aliquot.server.bulk.export.grant.Subjects;
import org.aliquot.server.bulk.export.http.ClientExports;
import org.aliquot.server.bulk.export.order.OrderReader;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.feed.ChangeFeed;
import org.aliquot.server.settings.ViewProperties;
import org.aliquot.server.view.http.ViewExports;
import org.aliquot.server.view.http.ViewOrders;
import org.aliquot.server.view.http.ViewRequests;
import org.aliquot.server.view.run.ViewRun;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.server.view.table.ViewTables;
import org.aliquot.view.lab.LabViews;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Views, put together. Of a server; a load without one has none. */
@Configuration(proxyBeanMethods = false)
public class ViewConfiguration {
    @Bean
    ViewStore viewStore(DataSource dataSource, Clock clock) {
        Map<String, String> shipped = new TreeMap<>();
        LabViews.VIEWS.forEach(
                name -> shipped.put(name, new String(LabViews.definition(name), StandardCharsets.UTF_8)));
        return new ViewStore(dataSource, shipped, clock);
    }

    @Bean
    ViewRequests viewRequests(
            ViewStore store,
            ExportRun resources,
            ClientExports exports,
            OrderReader reader,
            Subjects subjects,
            ExportRules rules) {
        ViewOrders orders = new ViewOrders(reader, new Grants(rules), subjects);
        return new ViewRequests(store, new ViewRun(resources), orders, new ViewExports(store, orders, exports), rules);
    }

    @Bean
    ViewTables viewTables(
            DataSource dataSource, ViewStore store, ExportRun resources, ChangeFeed feed, ViewProperties settings) {
        return new ViewTables(dataSource, store, resources, feed, settings);
    }
}
