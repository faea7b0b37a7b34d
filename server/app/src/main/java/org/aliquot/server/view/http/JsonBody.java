package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bodies of requests and answers; numbers keep their digits. */
final class JsonBody {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonBody() {}

    /** @throws InvalidRequestException where it is no JSON */
    static Optional<JsonNode> of(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readAllBytes();
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(bytes));
        } catch (IOException e) {
            throw new InvalidRequestException("the body is no JSON" + why(e));
        }
    }

    /** What is wrong and where, without the text around it; goes on where "no JSON" ends. */
    static String why(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return " that is read here: more than " + StreamReadConstraints.DEFAULT_MAX_DEPTH
                    + " levels, a number of more than " + StreamReadConstraints.DEFAULT_MAX_NUM_LEN
                    + " characters, or a text of more than " + StreamReadConstraints.DEFAULT_MAX_STRING_LEN;
        }
        if (e instanceof JsonProcessingException json && json.getLocation() != null) {
            return ": line " + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr();
        }
        return "";
    }

    static void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/fhir+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        JSON.writeValue(response.getOutputStream(), body);
    }
}
