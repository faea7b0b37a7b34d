package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app is launched about. SMART App Launch 2.2, "Launch context".
 *
 * @param patient id
 * @param encounter id
 * @param fhirContext more resources, each with {@code reference}, {@code canonical} or {@code identifier}
 * @param needPatientBanner whether the app must show whose data it shows, because nothing around it does
 * @param intent what the user is about to do
 * @param smartStyleUrl how the EHR looks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LaunchContext(
        @Nullable String patient,
        @Nullable String encounter,
        @Nullable List<Map<String, Object>> fhirContext,
        @Nullable Boolean needPatientBanner,
        @Nullable String intent,
        @Nullable String smartStyleUrl) {
    static final LaunchContext NONE = new LaunchContext(null, null, null, null, null, null);

    LaunchContext withPatient(String id) {
        return new LaunchContext(id, encounter, fhirContext, needPatientBanner, intent, smartStyleUrl);
    }
}
