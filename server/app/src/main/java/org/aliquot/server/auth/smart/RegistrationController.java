package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.ClientKeys;
import org.aliquot.server.auth.client.ClientMetadata;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.client.RegistrationException;
import org.aliquot.server.auth.notice.Notice;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Registers a client, for an administrator's program. RFC 7591. It needs the scope {@code aliquot/clients}: nobody registers
 * themselves.
 */
@Controller
class RegistrationController {
    static final String PATH = "/auth/register";
    private static final int MOST_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientStore clients;
    private final ClientKeys keys;
    private final Clock clock;

    RegistrationController(ClientStore clients, ClientKeys keys, Clock clock) {
        this.clients = clients;
        this.keys = keys;
        this.clock = clock;
    }

    @PostMapping(path = PATH, consumes = "application/json")
    void register(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            answer(response, 413, problem("invalid_client_metadata", "more than " + MOST_BYTES + " bytes"));
            return;
        }
        String secret = Hashes.random();
        Client client;
        try {
            client = ClientMetadata.read(parsed(body), keys, "client-" + UUID.randomUUID(), secret);
        } catch (RegistrationException e) {
            answer(response, HttpServletResponse.SC_BAD_REQUEST, problem(e.error(), String.valueOf(e.getMessage())));
            return;
        }
        if (!clients.add(client)) {
            throw new IllegalStateException("a random name was given before");
        }
        notice(client, Access.of(request).orElseThrow()).leaveWith(request);
        Map<String, Object> told = ClientMetadata.write(client);
        told.put("client_id_issued_at", clock.instant().getEpochSecond());
        if (client.secretHash().isPresent()) {
            told.put("client_secret", secret);
            // RFC 7591 3.2.1: never.
            told.put("client_secret_expires_at", 0);
        }
        answer(response, HttpServletResponse.SC_CREATED, told);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return JSON.missingNode();
        }
    }

    private static Notice notice(Client client, Access by) {
        Notice registered = Notice.success(
                        Notice.What.CONFIGURATION,
                        "client " + client.id() + " registered: " + client.kind() + ", " + client.scopes())
                .through(by.client());
        return by.user().map(user -> registered.by(user, by.fhirUser())).orElse(registered);
    }

    private static Map<String, Object> problem(String error, String description) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("error", error);
        problem.put("error_description", description);
        return problem;
    }

    private static void answer(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        JSON.writeValue(response.getOutputStream(), body);
    }
}
