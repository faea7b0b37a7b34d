package org.aliquot.server.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;

/** The page of what apps may do, in a real browser. */
@WithServer
class GrantsInBrowserTest {
    private final TestServer server;

    GrantsInBrowserTest(TestServer server) {
        this.server = server;
    }

    @Test
    void aUserTakesBackWhatAnAppMayDoAndThePageHasNothingToComplainOf() {
        Browser browser = Browser.start().orElse(null);
        assumeTrue(browser != null, "no Chromium with chromedriver on this machine");
        try (browser) {
            String patient = server.create(new Patient()).getIdElement().getIdPart();
            String user = SmartApp.user(
                    server,
                    "Practitioner/"
                            + server.create(new Practitioner()).getIdElement().getIdPart());
            SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs");
            String[] bearer = SmartApp.bearer(app.launch("launch/patient patient/*.rs", user, patient));
            browser.open(server.baseUrl() + "/auth/grants");
            browser.type("input[name=username]", user);
            browser.type("input[name=password]", SmartApp.PASSWORD);
            browser.click("main form button");
            assertThat(browser.see("section h2").getText()).isEqualTo("Growth <Chart>");
            assertThat(browser.texts("section li")).contains("see: everything on record of this patient");
            browser.picture("grants");

            browser.click("section button");

            assertThat(browser.see("[role=status]").getText()).contains("may do that no more");
            assertThat(browser.texts("section")).isEmpty();
            assertThat(server.get("Patient/" + patient, bearer).status()).isEqualTo(401);
            assertThat(browser.complaints()).isEmpty();
            browser.click("main form button.second");
            assertThat(browser.see("h1").getText()).isEqualTo("Logged out");
        }
    }
}
