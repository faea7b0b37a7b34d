package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Line A34 of the conformance bar, and A35 and A36 with tokens of the embedded authorization server. */
@WithServer
class GranularScopesTest extends GranularScopesContract {
    GranularScopesTest(TestServer server) {
        super(server, Ward.on(server));
    }

    @Test
    void a34UserMayGiveLessThanAResourceInItsPlace() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs");
        String user = SmartApp.user(server, "Practitioner/" + ward.practitioner);
        HttpResponse<String> consent = app.choose(
                app.login(
                        app.authorize(
                                "GET",
                                app.request(
                                        "launch/patient patient/Patient.rs patient/Observation.rs patient/Condition.rs")),
                        user),
                ward.jane);
        List<String> granular = List.of(
                "launch/patient",
                "patient/Patient.rs",
                "patient/Observation.rs" + Ward.LABORATORY,
                "patient/Condition.rs" + Ward.PROBLEM_LIST);
        assertThat(consent.body()).contains(granular);

        Answer tokens =
                app.exchange(SmartApp.sentBack(app.allow(consent, granular)).get("code"));

        assertThat(SmartApp.scopes(tokens)).containsExactlyInAnyOrderElementsOf(granular);
    }
}
