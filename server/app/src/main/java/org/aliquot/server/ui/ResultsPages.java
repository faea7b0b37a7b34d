package org.aliquot.server.ui;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/** The files of the Results app, open to everyone: they hold no data. */
@Controller
class ResultsPages {
    static final String PATH = "/apps/results/";

    /** The library that the app is built on comes with the build, where Node was there. */
    private static final String LIBRARY = "fhir-client.js";

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "text/html"),
            Map.entry("launch.html", "text/html"),
            Map.entry("style.css", "text/css"),
            Map.entry("app.js", "text/javascript"),
            Map.entry("launch.js", "text/javascript"),
            Map.entry("connection.js", "text/javascript"),
            Map.entry("model.js", "text/javascript"),
            Map.entry("views.js", "text/javascript"),
            Map.entry("chart.js", "text/javascript"),
            Map.entry(LIBRARY, "text/javascript"),
            Map.entry("icon.svg", "image/svg+xml"));

    /** Nothing but this server's own scripts, styles and answers. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    @GetMapping({"/apps/results", "/apps"})
    void home(HttpServletResponse response) throws IOException {
        response.sendRedirect(PATH);
    }

    /** What browsers ask every server for. */
    @GetMapping("/favicon.ico")
    void icon(@RequestHeader(value = "If-None-Match", required = false) String known, HttpServletResponse response)
            throws IOException {
        file("icon.svg", known, response);
    }

    @GetMapping(PATH)
    void index(@RequestHeader(value = "If-None-Match", required = false) String known, HttpServletResponse response)
            throws IOException {
        file("index.html", known, response);
    }

    @GetMapping(PATH + "{name}")
    void file(
            @PathVariable String name,
            @RequestHeader(value = "If-None-Match", required = false) String known,
            HttpServletResponse response)
            throws IOException {
        String type = FILES.get(name);
        if (type == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try (InputStream file = ResultsPages.class.getResourceAsStream("results/" + name)) {
            if (file == null) {
                notBuilt(response);
                return;
            }
            byte[] bytes = file.readAllBytes();
            String tag = "\"" + DigestUtils.md5DigestAsHex(bytes) + "\"";
            response.setHeader("ETag", tag);
            // Asked again each time, answered by a line: an upgrade is seen at once.
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            if (tag.equals(known)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
            response.setContentType(type + ";charset=UTF-8");
            response.getOutputStream().write(bytes);
        }
    }

    private static void notBuilt(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/javascript;charset=UTF-8");
        String why =
                "This server was built without the Results app: npm was not found. Build it again with Node.js installed.";
        response.getOutputStream()
                .write(("document.getElementById('state').textContent = '" + why + "';")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
