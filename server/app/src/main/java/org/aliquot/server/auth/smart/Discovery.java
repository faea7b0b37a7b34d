package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What apps read first: {@code [base]/.well-known/smart-configuration} (SMART App Launch 2.2, "Conformance") and {@code
 * [base]/.well-known/openid-configuration} (OpenID Connect Discovery 1.0).
 */
final class Discovery extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> CAPABILITIES = List.of(
            "launch-ehr",
            "launch-standalone",
            "authorize-post",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-banner",
            "context-style",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "permission-offline",
            "permission-online",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2");

    private static final List<String> SCOPES = List.of(
            "openid",
            "fhirUser",
            "profile",
            "launch",
            "launch/patient",
            "launch/encounter",
            "offline_access",
            "online_access",
            "patient/*.cruds",
            "user/*.cruds",
            "system/*.cruds");

    private final transient ServerUrls urls;

    Discovery(ServerUrls urls) {
        this.urls = urls;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> answer;
        try {
            answer = switch (request.getRequestURI()) {
                case "/fhir/.well-known/smart-configuration" -> smart(request);
                case "/fhir/.well-known/openid-configuration" -> openId(request);
                default -> null;
            };
        } catch (ServerUrls.UnknownAddressException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            answer = Map.of("error", "temporarily_unavailable", "error_description", e.getMessage());
        }
        if (answer == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/json");
        JSON.writeValue(response.getOutputStream(), answer);
    }

    private Map<String, Object> common(HttpServletRequest request) {
        Map<String, Object> common = new LinkedHashMap<>();
        common.put("issuer", urls.fhir(request));
        common.put("jwks_uri", urls.of(request, "/auth/jwks"));
        common.put("authorization_endpoint", urls.of(request, "/auth/authorize"));
        common.put("token_endpoint", urls.of(request, TokenEndpoints.TOKEN));
        common.put("introspection_endpoint", urls.of(request, TokenEndpoints.INTROSPECT));
        common.put("revocation_endpoint", urls.of(request, TokenEndpoints.REVOKE));
        common.put("registration_endpoint", urls.of(request, RegistrationController.PATH));
        common.put("management_endpoint", urls.of(request, GrantsController.PATH));
        common.put("grant_types_supported", List.of("authorization_code", "refresh_token", "client_credentials"));
        common.put("response_types_supported", List.of("code"));
        common.put("scopes_supported", SCOPES);
        common.put("code_challenge_methods_supported", List.of("S256"));
        common.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
        common.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
        common.put("authorization_response_iss_parameter_supported", true);
        return common;
    }

    private Map<String, Object> smart(HttpServletRequest request) {
        Map<String, Object> smart = common(request);
        smart.put("capabilities", CAPABILITIES);
        return smart;
    }

    private Map<String, Object> openId(HttpServletRequest request) {
        Map<String, Object> openId = common(request);
        openId.put("subject_types_supported", List.of("public"));
        openId.put("id_token_signing_alg_values_supported", List.of("RS256"));
        openId.put("claims_supported", List.of("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "fhirUser"));
        return openId;
    }
}
