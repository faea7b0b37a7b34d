package org.aliquot.server.auth.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.auth.issuer.IssuerMetadata.Documents;

/**
 * Our {@code smart-configuration} where the authorization server is another: its addresses, and no capability that it does not
 * tell of. SMART App Launch 2.2, "Conformance".
 */
final class SmartConfiguration {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> TAKEN_OVER = List.of(
            "issuer",
            "jwks_uri",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "registration_endpoint",
            "management_endpoint",
            "user_access_brand_bundle",
            "user_access_brand_identifier",
            "grant_types_supported",
            "response_types_supported",
            "scopes_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "authorization_response_iss_parameter_supported");

    /** What is held to here, whoever issues the tokens. */
    private static final List<String> OURS =
            List.of("permission-patient", "permission-user", "permission-v1", "permission-v2");

    private SmartConfiguration() {}

    static ObjectNode of(Documents issuers) {
        ObjectNode ours = JSON.createObjectNode();
        for (String name : TAKEN_OVER) {
            JsonNode value = issuers.value(name);
            if (!value.isMissingNode()) {
                ours.set(name, value);
            }
        }
        // SMART forbids "plain", which some servers know as well: apps need not.
        if (texts(issuers.value("code_challenge_methods_supported")).contains("S256")) {
            ours.putArray("code_challenge_methods_supported").add("S256");
        }
        ArrayNode capabilities = ours.putArray("capabilities");
        (issuers.smart().has("capabilities")
                        ? texts(issuers.smart().path("capabilities"))
                        : capabilities(issuers.openId()))
                .forEach(capabilities::add);
        return ours;
    }

    /** What follows from a document that knows nothing of SMART. Launches from an EHR do not: it says nothing of them. */
    private static List<String> capabilities(JsonNode openId) {
        List<String> grants = texts(openId.path("grant_types_supported"));
        List<String> scopes = texts(openId.path("scopes_supported"));
        List<String> proofs = texts(openId.path("token_endpoint_auth_methods_supported"));
        List<String> algorithms = texts(openId.path("token_endpoint_auth_signing_alg_values_supported"));
        List<String> capabilities = new ArrayList<>();
        if (openId.has("authorization_endpoint")
                && grants.contains("authorization_code")
                && texts(openId.path("code_challenge_methods_supported")).contains("S256")) {
            capabilities.add("launch-standalone");
        }
        if (proofs.contains("none")) {
            capabilities.add("client-public");
        }
        if (proofs.contains("client_secret_basic")) {
            capabilities.add("client-confidential-symmetric");
        }
        if (proofs.contains("private_key_jwt") && (algorithms.contains("RS384") || algorithms.contains("ES384"))) {
            capabilities.add("client-confidential-asymmetric");
        }
        if (scopes.contains("openid") && scopes.contains("fhirUser")) {
            capabilities.add("sso-openid-connect");
        }
        if (scopes.contains("launch/patient")) {
            capabilities.add("context-standalone-patient");
        }
        if (grants.contains("refresh_token") && scopes.contains("offline_access")) {
            capabilities.add("permission-offline");
        }
        if (grants.contains("refresh_token") && scopes.contains("online_access")) {
            capabilities.add("permission-online");
        }
        capabilities.addAll(OURS);
        return capabilities;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
