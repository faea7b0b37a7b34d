package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.server.auth.scope.ResourceScope;
import org.aliquot.server.auth.scope.Scope;
import org.springframework.web.util.HtmlUtils;

/** The few pages that a user sees on the way. Plain HTML: no script runs here, and nothing is loaded from elsewhere. */
final class Pages {
    static final String STYLE = """
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1b1f24 }
            h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin: 1.6rem 0 0 } fieldset { border: 0; padding: 0; margin: 1rem 0 } label { display: block; margin: .4rem 0 }
            input[type=text], input[type=password], input[type=search] { display: block; width: 100%; padding: .5rem;
              font: inherit; border: 1px solid #6b7280; border-radius: 4px; box-sizing: border-box }
            button { font: inherit; padding: .5rem 1.2rem; margin: .5rem .5rem 0 0; border-radius: 4px; border: 1px solid #1d4ed8;
              background: #1d4ed8; color: #fff; cursor: pointer } button.second { background: #fff; color: #1d4ed8 }
            .more { margin: 0; color: #4b5563 } .less { margin-left: 1.8rem; color: #4b5563 } .wrong { color: #b91c1c } code { color: #6b7280; font-size: .8rem }
            """;

    private static final String DEVELOPMENT =
            "<p class=\"wrong\">Development mode: nobody needs a token. Not for patients' data.</p>";

    private final boolean isDevelopment;

    /** @param isDevelopment whether nobody needs a token here, which every page then says */
    Pages(boolean isDevelopment) {
        this.isDevelopment = isDevelopment;
    }

    /**
     * The login.
     *
     * @param problem what went wrong before, or nothing
     * @param other what users know another way by
     */
    void login(HttpServletResponse response, Flow flow, String problem, Optional<String> other) throws IOException {
        page(response, flow, problem.isEmpty() ? 200 : 401, "Log in", """
                <p>%s</p>%s
                <form method="post" action="/auth/login">%s
                <label>Name <input type="text" name="username" autocomplete="username" required autofocus></label>
                <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
                <button>Log in</button></form>%s
                """.formatted(
                        flow.isAboutGrants()
                                ? "to see what apps may do in your name."
                                : "to let <b>" + text(flow.app().name()) + "</b> see data.",
                        problem.isEmpty() ? "" : "<p class=\"wrong\" role=\"alert\">" + text(problem) + "</p>",
                        hidden(flow),
                        other.map(label -> "<p>or <a href=\"/auth/sso?flow=" + flow.id() + "\">sign in with "
                                        + text(label) + "</a></p>")
                                .orElse("")));
    }

    void code(HttpServletResponse response, Flow flow, boolean failed) throws IOException {
        page(response, flow, failed ? 401 : 200, "Your code", """
                <p>The six digits that your authenticator app shows now.</p>%s
                <form method="post" action="/auth/code">%s
                <label>Code <input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}"
                  title="six digits" required autofocus></label>
                <button>Go on</button></form>
                """.formatted(
                        failed
                                ? "<p class=\"wrong\" role=\"alert\">The code is wrong or was used before (wait for the next one), or the"
                                        + " account is locked for a while.</p>"
                                : "",
                        hidden(flow)));
    }

    void newPassword(HttpServletResponse response, Flow flow, String problem) throws IOException {
        page(response, flow, 200, "Choose a password", """
                <p>The one you were given was good once.</p>%s
                <form method="post" action="/auth/password">%s
                <label>New password <input type="password" name="password" autocomplete="new-password" required autofocus></label>
                <button>Go on</button></form>
                """.formatted(
                problem.isEmpty() ? "" : "<p class=\"wrong\" role=\"alert\">" + text(problem) + "</p>", hidden(flow)));
    }

    /** @param problem what was wrong with the search or the choice, or nothing */
    void patients(
            HttpServletResponse response,
            Flow flow,
            String searched,
            List<PatientDirectory.Entry> found,
            String problem)
            throws IOException {
        String list = found.stream()
                .map(patient ->
                        "<label><input type=\"radio\" name=\"patient\" value=\"%s\" required> %s, born %s, number %s</label>"
                                .formatted(
                                        text(patient.id()),
                                        text(patient.name()),
                                        text(patient.birthDate()),
                                        text(patient.recordNumber())))
                .collect(Collectors.joining("\n"));
        page(response, flow, problem.isEmpty() ? 200 : 400, "Which patient?", """
                <p><b>%s</b> is about one patient.</p>%s
                <form method="post" action="/auth/patient">%s
                <label>Name or number <input type="search" name="search" value="%s" maxlength="200" autofocus></label>
                <button class="second">Search</button></form>
                <form method="post" action="/auth/patient">%s<fieldset>%s</fieldset>%s</form>
                """.formatted(
                        text(flow.app().name()),
                        problem.isEmpty() ? "" : "<p class=\"wrong\" role=\"alert\">" + text(problem) + "</p>",
                        hidden(flow),
                        text(searched),
                        hidden(flow),
                        found.isEmpty() && !searched.isEmpty() && problem.isEmpty() ? "Nobody found." : list,
                        found.isEmpty() ? "" : "<button>This one</button>"));
    }

    void consent(HttpServletResponse response, Flow flow, String patient) throws IOException {
        String scopes = flow.possible().stream().map(Pages::choice).collect(Collectors.joining("\n"));
        page(response, flow, 200, "Let " + text(flow.app().name()) + " …?", """
                <p>You are <b>%s</b>.%s It asks to:</p>
                <form method="post" action="/auth/consent">%s<fieldset>%s</fieldset>
                <p>Leave out what it need not have.</p>
                <button name="decision" value="allow">Allow</button>
                <button name="decision" value="deny" class="second">Deny</button></form>
                """.formatted(
                        text(flow.user().name()),
                        patient.isEmpty() ? "" : " The patient is <b>" + text(patient) + "</b>.",
                        hidden(flow),
                        scopes));
    }

    private static String choice(Scope scope) {
        List<ResourceScope> parts = Words.partsOf(scope);
        String less = parts.stream()
                .map(part -> "<label><input type=\"checkbox\" name=\"scope\" value=\"%s\"> %s <code>%s</code></label>"
                        .formatted(text(part.toString()), text(Words.of(part)), text(part.toString())))
                .collect(Collectors.joining());
        return "<label><input type=\"checkbox\" name=\"scope\" value=\"%s\" checked> %s <code>%s</code></label>%s"
                .formatted(
                        text(scope.toString()),
                        text(Words.of(scope)),
                        text(scope.toString()),
                        less.isEmpty()
                                ? ""
                                : "<details class=\"less\"><summary>less than that (and leave out the line above)</summary>"
                                        + less + "</details>");
    }

    /** Nothing more to do here. */
    void left(HttpServletResponse response) throws IOException {
        write(response, 200, "Logged out", "<p>You may close this page.</p>", "'none'");
    }

    /** Where there is no app to go back to. */
    void error(HttpServletResponse response, int status, String why) throws IOException {
        write(response, status, "Not possible", "<p role=\"alert\">" + text(why) + "</p>", "'none'");
    }

    static String hidden(Flow flow) {
        return "<input type=\"hidden\" name=\"flow\" value=\"" + flow.id() + "\">";
    }

    static String text(String any) {
        return HtmlUtils.htmlEscape(any, "UTF-8");
    }

    void page(HttpServletResponse response, Flow flow, int status, String title, String body) throws IOException {
        // The last form's answer leads to the app, and browsers hold the redirect to this list.
        URI app = URI.create(flow.redirectUri());
        String target = "http".equals(app.getScheme()) || "https".equals(app.getScheme())
                ? app.getScheme() + "://" + app.getRawAuthority()
                : app.getScheme() + ":";
        write(response, status, title, body, "'self' " + target);
    }

    private void write(HttpServletResponse response, int status, String title, String body, String formTargets)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action "
                        + formTargets);
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Not "no-referrer": browsers then call a form's origin null.
        response.setHeader("Referrer-Policy", "same-origin");
        response.getOutputStream().write("""
                <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%s</title><link rel="stylesheet" href="/auth/style.css"></head><body>%s<main><h1>%s</h1>%s</main></body></html>
                """.formatted(title, isDevelopment ? DEVELOPMENT : "", title, body)
                .getBytes(StandardCharsets.UTF_8));
    }
}
