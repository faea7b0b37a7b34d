package org.aliquot.server.auth.issuer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code [base]/.well-known/smart-configuration} where apps are to go to an authorization server elsewhere. */
public final class IssuersDiscovery extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(IssuersDiscovery.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient IssuerMetadata metadata;
    private final String issuer;

    public IssuersDiscovery(String issuer, IssuerMetadata metadata) {
        this.metadata = metadata;
        this.issuer = issuer.replaceAll("/+$", "");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        JSON.writeValue(response.getOutputStream(), answer(request, response));
    }

    private ObjectNode answer(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getRequestURI().equals("/fhir/.well-known/smart-configuration")) {
            // OpenID Connect's document belongs to the issuer that it names, and stands there.
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return error("not_found", "tokens are issued by " + issuer + ", which has its documents there");
        }
        try {
            return SmartConfiguration.of(metadata.read());
        } catch (IOException e) {
            LOG.warn("apps cannot be told where to get tokens: {}", e.getMessage());
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "5");
            return error(
                    "temporarily_unavailable",
                    "the authorization server does not say where to get tokens: " + e.getMessage());
        }
    }

    private static ObjectNode error(String code, String description) {
        return JSON.createObjectNode().put("error", code).put("error_description", description);
    }
}
