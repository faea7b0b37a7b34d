package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where an EHR says in which context it is about to open an app. It needs the scope {@code aliquot/launch}. */
@RestController
class LaunchController {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern REFERENCE = Pattern.compile("[A-Z][A-Za-z]{1,40}/[A-Za-z0-9.-]{1,64}");
    private static final int MOST_CONTEXT = 50;

    private final ServerUrls urls;
    private final LaunchStore launches;
    private final PatientDirectory patients;

    LaunchController(ServerUrls urls, LaunchStore launches, PatientDirectory patients) {
        this.urls = urls;
        this.launches = launches;
        this.patients = patients;
    }

    /**
     * What to open the app's launch URL with.
     *
     * @param expiresIn seconds
     */
    record Announced(String iss, String launch, long expiresIn) {}

    @PostMapping("/auth/launch")
    @ResponseStatus(HttpStatus.CREATED)
    Announced announce(@RequestBody LaunchContext context, HttpServletRequest request) {
        requireKnown("Patient", context.patient());
        requireKnown("Encounter", context.encounter());
        if (context.fhirContext() != null) {
            require(
                    context.fhirContext().size() <= MOST_CONTEXT,
                    "fhirContext: more than " + MOST_CONTEXT + " entries");
            context.fhirContext().forEach(LaunchController::requireContext);
        }
        return new Announced(urls.fhir(request), launches.announce(context), LaunchStore.LIFE.toSeconds());
    }

    private void requireKnown(String type, String id) {
        if (id != null) {
            require(ID.matcher(id).matches() && patients.exists(type, id), "there is no such " + type);
        }
    }

    private static void requireContext(Map<String, Object> entry) {
        boolean isNamed =
                List.of("reference", "canonical", "identifier").stream().anyMatch(entry::containsKey);
        require(isNamed, "fhirContext: each entry has a reference, a canonical or an identifier");
        Object reference = entry.get("reference");
        require(
                reference == null
                        || reference instanceof String text
                                && REFERENCE.matcher(text).matches(),
                "fhirContext: reference must be relative, such as ImagingStudy/123");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    @ExceptionHandler(IllegalArgumentException.class)
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Map<String, String> bad(IllegalArgumentException e) {
        return Map.of("error", "invalid_request", "detail", String.valueOf(e.getMessage()));
    }
}
