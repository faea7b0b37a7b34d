package org.aliquot.server.auth.smart;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Public keys of id_tokens. */
@RestController
class JwksController {
    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @GetMapping(path = "/auth/jwks", produces = "application/json")
    Map<String, Object> keys() {
        return keys.published().toJSONObject();
    }
}
