package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** What a user let apps do, with a button for each to take it back. */
final class GrantsPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final GrantStore grants;
    private final PatientDirectory patients;

    GrantsPage(GrantStore grants, PatientDirectory patients) {
        this.grants = grants;
        this.patients = patients;
    }

    /** @param news what has just happened; may be empty */
    void show(HttpServletResponse response, Flow flow, String news) throws IOException {
        List<GivenAccess> given = grants.givenBy(flow.user().name());
        Pages.page(response, flow, 200, "Your apps", """
                %s<p>You are <b>%s</b>. %s</p>%s
                <form method="post" action="/auth/grants/leave">%s<button class="second">Leave</button></form>
                """.formatted(
                        news.isEmpty() ? "" : "<p role=\"status\"><b>" + Pages.text(news) + "</b></p>",
                        Pages.text(flow.user().name()),
                        given.isEmpty()
                                ? "No app may do anything in your name now."
                                : "These apps may act in your name. What you take back ends at once.",
                        given.stream().map(access -> section(flow, access)).collect(Collectors.joining("\n")),
                        Pages.hidden(flow)));
    }

    private String section(Flow flow, GivenAccess access) {
        String app = Pages.text(access.app());
        String patient = access.patient()
                .flatMap(patients::byId)
                .map(entry -> "patient: " + Pages.text(entry.name()) + "; ")
                .orElse("");
        String scopes = access.scopes().stream()
                .map(scope -> "<li>" + Pages.text(Words.of(scope)) + "</li>")
                .collect(Collectors.joining());
        return """
                <section aria-labelledby="app-%s"><h2 id="app-%s">%s</h2>
                <p class="more">%sgiven %s; last used %s; ends %s%s</p><ul>%s</ul>
                <form method="post" action="/auth/grants/revoke">%s<input type="hidden" name="grant" value="%s">
                <button aria-describedby="app-%s">Take back</button></form></section>
                """.formatted(
                        access.id(),
                        access.id(),
                        app,
                        patient,
                        time(access.since()),
                        access.lastUsed().map(GrantsPage::time).orElse("never"),
                        time(access.until()),
                        access.isRenewed() ? " unless it is renewed before" : "",
                        scopes,
                        Pages.hidden(flow),
                        access.id(),
                        access.id());
    }

    private static String time(Instant instant) {
        return "<time datetime=\"" + instant + "\">" + TIME.format(instant) + "</time>";
    }
}
