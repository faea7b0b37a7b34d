package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.auth.scope.NamedScope;

/** What a user let apps do, with a button for each to take it back. */
final class GrantsPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final GrantStore grants;
    private final PatientDirectory patients;
    private final Pages pages;

    GrantsPage(GrantStore grants, PatientDirectory patients, Pages pages) {
        this.grants = grants;
        this.patients = patients;
        this.pages = pages;
    }

    /** @param news what has just happened; may be empty */
    void show(HttpServletRequest request, HttpServletResponse response, Flow flow, String news) throws IOException {
        List<GivenAccess> given = grants.givenBy(flow.user().name());
        Map<String, String> names = names(flow, given);
        names.keySet()
                .forEach(id -> Notice.success(Notice.What.PATIENT_READ, "name, on the page of what apps may do")
                        .by(flow.user().name(), flow.user().fhirUser())
                        .through(flow.app().id())
                        .about(Optional.of(id))
                        .leaveWith(request));
        pages.page(response, flow, 200, "Your apps", """
                %s<p>You are <b>%s</b>. %s</p>%s
                <form method="post" action="/auth/grants/leave">%s<button class="second">Leave</button></form>
                """.formatted(
                news.isEmpty() ? "" : "<p role=\"status\"><b>" + Pages.text(news) + "</b></p>",
                Pages.text(flow.user().name()),
                given.isEmpty()
                        ? "No app may do anything in your name now."
                        : "These apps may act in your name. What you take back ends at once.",
                given.stream().map(access -> section(flow, access, names)).collect(Collectors.joining("\n")),
                Pages.hidden(flow)));
    }

    /** Of the patients whom this user may be told of, by their ids: as sensitive labels say now, not when access was given. */
    private Map<String, String> names(Flow flow, List<GivenAccess> given) {
        Map<String, String> names = new LinkedHashMap<>();
        if (!flow.user().role().maySee("Patient")) {
            return names;
        }
        for (GivenAccess access : given) {
            boolean isOneself = access.patient().equals(flow.user().patient());
            access.patient()
                    .flatMap(
                            id -> patients.byId(id, isOneself || access.scopes().contains(NamedScope.SENSITIVE)))
                    .ifPresent(entry -> names.put(entry.id(), entry.name()));
        }
        return names;
    }

    private static String section(Flow flow, GivenAccess access, Map<String, String> names) {
        String app = Pages.text(access.app());
        String patient = access.patient()
                .map(names::get)
                .map(name -> "patient: " + Pages.text(name) + "; ")
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
