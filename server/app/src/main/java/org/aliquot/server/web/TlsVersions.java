package org.aliquot.server.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * TLS 1.2 and 1.3 and nothing older (SMART App Launch 2.2 asks for 1.2 at least; RFC 8996 ends 1.0 and 1.1), whatever this
 * machine's Java allows and however TLS is configured: by {@code server.ssl.*} or by a bundle.
 */
@Component
class TlsVersions implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final List<String> ALLOWED = List.of("TLSv1.2", "TLSv1.3");

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // Called after Spring Boot has put the operator's settings into the connector.
        factory.addConnectorCustomizers(TlsVersions::restrict);
    }

    private static void restrict(Connector connector) {
        for (SSLHostConfig host : connector.findSslHostConfigs()) {
            Set<String> versions = new LinkedHashSet<>(ALLOWED);
            versions.retainAll(host.getProtocols());
            if (versions.isEmpty()) {
                throw new IllegalStateException(
                        "server.ssl.enabled-protocols: at least one of " + String.join(", ", ALLOWED) + " is needed");
            }
            host.setProtocols(String.join("+", versions));
        }
    }
}
