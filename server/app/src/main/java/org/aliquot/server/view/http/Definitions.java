package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.aliquot.server.view.store.ViewStore;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.aliquot.view.ViewProblem;

/** Definitions of views, as requests name them or bring them along. */
final class Definitions {
    private final ViewStore store;

    Definitions(ViewStore store) {
        this.store = store;
    }

    /**
     * @param brought what the request brings along; without one the name counts
     * @throws ResourceNotFoundException where there is none of this name
     */
    JsonNode of(Optional<String> name, Optional<JsonNode> brought) throws IOException {
        return brought.isPresent() ? brought.get() : named(name.orElseThrow());
    }

    /** @throws ResourceNotFoundException where there is none of this name */
    JsonNode named(String name) throws IOException {
        return JsonBody.JSON.readTree(store.find(name).orElseThrow(() -> unknown(name)));
    }

    /** As clients get it: with an id (FHIR R4, http 3.1.0.2), which is its name. */
    static ObjectNode answered(String name, JsonNode definition) {
        ObjectNode answered = JsonBody.JSON
                .createObjectNode()
                .put("resourceType", "ViewDefinition")
                .put("id", name);
        definition.properties().stream()
                .filter(element -> !answered.has(element.getKey()))
                .forEach(element -> answered.set(element.getKey(), element.getValue()));
        return answered;
    }

    static ResourceNotFoundException unknown(String name) {
        return new ResourceNotFoundException("no view " + name + "; GET /fhir/ViewDefinition lists those there are");
    }

    /** What is no error and yet surely not meant. */
    static List<String> warnings(View view) {
        return view.warnings().stream().map(ViewProblem::toString).toList();
    }

    /** @throws UnprocessableEntityException everything that is wrong with it */
    static View view(JsonNode definition) {
        try {
            return View.of(definition);
        } catch (InvalidViewException e) {
            throw new UnprocessableEntityException(
                    e.problems().stream().map(ViewProblem::toString).toList().toArray(String[]::new));
        }
    }
}
