package org.aliquot.server.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Resource;

/**
 * Compares what a message says with what is stored under the same ids, before it is written over it.
 *
 * <p>Two rules. An older message never overwrites a newer one: a replay of yesterday's message must not undo today's
 * correction. And a value that replaces another one already final is a correction, even where the instrument calls it
 * final: FHIR R4 observation.html 10.1.4.2 asks for {@code corrected} then.
 */
final class StoredResults {
    // Results and reports can be told newer from older; patients, devices and specimens are not a message's to age.
    private static final Set<String> AGED_BY_MESSAGE = Set.of("Observation", "DiagnosticReport");
    private static final Set<ObservationStatus> FINAL_ALREADY =
            Set.of(ObservationStatus.FINAL, ObservationStatus.CORRECTED, ObservationStatus.AMENDED);
    // The transcript's ULID in meta.source; HAPI appends '#' and its request id.
    private static final Pattern ULID = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");

    private final LabRegister register;

    StoredResults(LabRegister register) {
        this.register = Objects.requireNonNull(register, "register");
    }

    /** The batch without what is older than the stored, and with changed finals marked as corrected. */
    List<Resource> reconcile(List<Resource> batch) {
        Map<String, Map<String, Resource>> stored = new HashMap<>();
        for (String type : AGED_BY_MESSAGE) {
            stored.put(
                    type,
                    register.readAll(
                            type,
                            batch.stream()
                                    .filter(resource -> resource.fhirType().equals(type))
                                    .map(resource -> resource.getIdElement().getIdPart())
                                    .toList()));
        }
        List<Resource> reconciled = new ArrayList<>(batch.size());
        for (Resource resource : batch) {
            Resource before = stored.getOrDefault(resource.fhirType(), Map.of())
                    .get(resource.getIdElement().getIdPart());
            if (before == null) {
                reconciled.add(resource);
            } else if (transcriptOf(before).compareTo(transcriptOf(resource)) <= 0) {
                reconciled.add(corrected(resource, before));
            }
        }
        return reconciled;
    }

    private static Resource corrected(Resource resource, Resource stored) {
        if (resource instanceof Observation now
                && stored instanceof Observation before
                && now.getStatus() == ObservationStatus.FINAL
                && FINAL_ALREADY.contains(before.getStatus())
                && !transcriptOf(stored).equals(transcriptOf(resource))) {
            if (!sameValue(now, before)) {
                return now.copy().setStatus(ObservationStatus.CORRECTED);
            }
            // The same value once more: what was corrected before stays marked so.
            return now.copy().setStatus(before.getStatus());
        }
        return resource;
    }

    private static boolean sameValue(Observation now, Observation before) {
        return equal(now.getValue(), before.getValue())
                && equal(
                        now.hasDataAbsentReason() ? now.getDataAbsentReason() : null,
                        before.hasDataAbsentReason() ? before.getDataAbsentReason() : null);
    }

    private static boolean equal(org.hl7.fhir.r4.model.Base now, org.hl7.fhir.r4.model.Base before) {
        return now == null ? before == null : now.equalsDeep(before);
    }

    private static String transcriptOf(Resource resource) {
        Matcher ulid =
                ULID.matcher(Objects.requireNonNullElse(resource.getMeta().getSource(), ""));
        return ulid.find() ? ulid.group() : "";
    }
}
