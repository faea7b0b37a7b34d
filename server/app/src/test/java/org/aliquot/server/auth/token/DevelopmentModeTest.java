package org.aliquot.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --dev}: no token is needed, and everyone is told. */
class DevelopmentModeTest {
    @Test
    void nobodyNeedsATokenAndTheServerSaysSo(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("dev.yml"), "aliquot:\n  auth:\n    dev: true\n");
        try (TestServer server = TestServer.start(config)) {
            assertThat(server.get("Patient", "Authorization", "").status()).isEqualTo(200);
            assertThat(server.get("/ops/quarantine", "Authorization", "").status())
                    .isEqualTo(200);
            JsonNode statement = server.get("metadata", "Authorization", "").tree();
            assertThat(statement.at("/implementation/description").asText()).contains("development mode");
            assertThat(statement.at("/rest/0/security/description").asText()).startsWith("DEVELOPMENT");
            SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/*.rs");
            String warning = "Development mode: nobody needs a token";
            for (String page : new String[] {"/auth/grants", "/auth/authorize?client_id=nobody"}) {
                assertThat(app.open(page).body()).as(page).contains(warning);
            }
            HttpResponse<String> login = app.authorize("GET", app.request("user/*.rs"));
            assertThat(login.body()).contains(warning);
            assertThat(app.login(login, SmartApp.user(server, null)).body()).contains(warning);
            // Who brings a token is held to it: an app can be tried here.
            String little = server.localToken(Scopes.parse("system/Patient.rs"));
            assertThat(server.get("Observation", SmartApp.bearer(little)).status())
                    .isEqualTo(403);
            assertThat(server.get("Patient", SmartApp.bearer("made-up")).status())
                    .isEqualTo(401);
        }
    }
}
