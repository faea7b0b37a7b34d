package org.aliquot.server.ui;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Registers the Results app with the embedded authorization server, under the address that this server has. */
@Component
class ResultsClient {
    private static final String ID = "results";
    private static final Scopes SCOPES = Scopes.parse(
            "openid fhirUser launch launch/patient online_access patient/Patient.rs patient/Observation.rs");

    private final ClientStore clients;
    private final String baseUrl;
    private final boolean isExternal;
    private final String scheme;

    ResultsClient(ClientStore clients, FhirSettings fhir, AuthSettings auth, ServerProperties server) {
        this.scheme = Ssl.isEnabled(server.getSsl()) ? "https" : "http";
        this.clients = clients;
        this.baseUrl = fhir.baseUrl().strip();
        this.isExternal = auth.isExternal();
    }

    @EventListener
    void register(ServletWebServerInitializedEvent started) {
        if (isExternal) {
            return;
        }
        int port = started.getWebServer().getPort();
        Stream<String> roots = baseUrl.isEmpty()
                ? Stream.of(scheme + "://127.0.0.1:" + port, scheme + "://localhost:" + port)
                : Stream.of(baseUrl.replaceAll("/fhir/*$", ""));
        List<String> homes = roots.map(root -> root + ResultsPages.PATH).toList();
        clients.keep(new Client(
                ID,
                "Results",
                Client.Kind.PUBLIC,
                Optional.empty(),
                homes,
                Optional.of(homes.get(0) + "launch.html"),
                SCOPES,
                Optional.empty(),
                Optional.empty()));
    }
}
